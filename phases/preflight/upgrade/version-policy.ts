import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../../pkg/host/host.ts';
import { distinct, readKubelets } from '../../../pkg/upgrade/cluster-versions.ts';
import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';
import { parseKubernetesVersion } from '../../../pkg/version/kubernetes-version.ts';
import { judgeUpgrade } from '../../../pkg/version/upgrade-policy.ts';
import type { UpgradeContext } from '../../upgrade-context.ts';

type Needs = Pick<UpgradeContext, 'host' | 'config' | 'note' | 'warn'>;

/**
 * Refuse an upgrade that the version policy speaks against. What may be overruled is a warning with `--force`.
 *
 * @param target - `v1.36.2`
 * @throws KubeadmError `upgrade-refused`
 */
export async function enforceVersionPolicy({ host, config, note, warn }: Needs, target: string): Promise<void> {
  const { allowExperimentalUpgrades, allowRCUpgrades, forceUpgrade } = config.apply;
  const [cluster, kubelets] = await Promise.all([serverVersion(host), readKubelets(host)]);
  note(`the cluster runs ${cluster}; it is upgraded to ${target}`);
  const { fatal, forcible, doubts } = judgeUpgrade({
    cluster,
    target,
    own: CLIENT_VERSION,
    kubelets: distinct(kubelets),
    allowExperimentalUpgrades,
    allowRCUpgrades,
  });
  doubts.forEach(warn);
  if (fatal.length > 0)
    throw refusal(target, fatal, '`kubeadm-ts upgrade plan` shows which upgrades there are; no flag overrules this');
  if (forcible.length > 0 && !forceUpgrade)
    throw refusal(target, forcible, 'whoever knows better can pass --force: it overrules this, and asks nothing');
  forcible.forEach((each) => warn(`overruled by --force: ${each}`));
}

function refusal(target: string, reasons: readonly string[], hint: string): KubeadmError {
  const lines = reasons.map((reason) => `\t- ${reason}`).join('\n');
  return new KubeadmError('upgrade-refused', `an upgrade to ${target} is refused:\n${lines}`, { hint });
}

/** What the API server that answers says of itself. */
async function serverVersion(view: Pick<HostView, 'apiGet'>): Promise<string> {
  const { status, body } = await view.apiGet('/version');
  const version = status === 200 ? gitVersion(body) : '';
  if (parseKubernetesVersion(version) !== undefined) return version;
  throw new KubeadmError(
    'cluster-version-unknown',
    `the API server does not tell its version (status ${status}: ${body.trim().slice(0, 200)})`,
    { hint: 'ask it: kubectl get --raw /version' },
  );
}

function gitVersion(body: string): string {
  try {
    return String((JSON.parse(body) as { readonly gitVersion?: unknown }).gitVersion ?? '');
  } catch {
    return '';
  }
}
