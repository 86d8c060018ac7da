import type { HostView } from '../../pkg/host/host.ts';

/** Something that a reset does not touch, because others made it or use it too. */
export interface LeftAlone {
  readonly what: string;
  /** The command that cleans it. */
  readonly command: string;
}

const CNI_FOLDER = '/etc/cni/net.d';
/** kube-proxy's and CNI plugins' chains are called so. */
const CHAINS = '-e KUBE- -e CNI-';

type View = Pick<HostView, 'env' | 'which' | 'listDirectory' | 'stat'>;

/** What is left on this machine that a person may want to clean as well: only what there can be here. */
export async function leftAlone(view: View): Promise<readonly LeftAlone[]> {
  const [cni = [], iptables, nft, ipvsadm, kubeconfigs] = await Promise.all([
    view.listDirectory(CNI_FOLDER),
    view.which('iptables-save'),
    view.which('nft'),
    view.which('ipvsadm'),
    kubeconfigsOf(view),
  ]);
  const each: readonly (LeftAlone | false)[] = [
    cni.length > 0 && { what: 'configuration of the Pod network', command: `rm -r ${CNI_FOLDER}/*` },
    iptables !== undefined && {
      what: 'rules of iptables (and ip6tables likewise)',
      command: `iptables-save | grep -v ${CHAINS} | iptables-restore`,
    },
    nft !== undefined && {
      what: 'tables of nftables',
      command: 'nft delete table ip kube-proxy; nft delete table ip6 kube-proxy',
    },
    ipvsadm !== undefined && { what: 'virtual servers of IPVS', command: 'ipvsadm --clear' },
    kubeconfigs.length > 0 && { what: 'kubeconfig files of people', command: `rm ${kubeconfigs.join(' ')}` },
  ];
  return each.filter((item) => item !== false);
}

async function kubeconfigsOf(view: View): Promise<readonly string[]> {
  const { HOME, SUDO_USER } = view.env;
  const homes = [HOME, SUDO_USER === undefined ? undefined : `/home/${SUDO_USER}`].filter((home) => home !== undefined);
  const paths = [...new Set(homes)].map((home) => `${home}/.kube/config`);
  const there = await Promise.all(paths.map((path) => view.stat(path)));
  return paths.filter((_, index) => there[index] !== undefined);
}
