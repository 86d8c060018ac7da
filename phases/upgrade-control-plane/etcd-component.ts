import { etcdComponent, type EtcdPeer } from '../../manifests/components/etcd.ts';
import type { LocalEtcd } from '../../pkg/config/types.ts';
import { localEtcdAccess } from '../../pkg/etcd/cluster-endpoints.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { clientUrlOf } from '../etcd-urls.ts';
import type { InitContext } from '../init-context.ts';
import { staticPodManifest } from '../write-static-pod.ts';
import type { UpgradedComponent } from './upgrading.ts';

/** The etcd member of this node. */
export function upgradedEtcd(context: InitContext, etcd: LocalEtcd): UpgradedComponent {
  const { config } = context;
  return {
    name: 'etcd',
    manifest: (current) => staticPodManifest(context, etcdComponent(config, etcd, peersIn(current))),
    look: () => memberLook(context),
  };
}

/**
 * The members that this one found when it joined. They mean nothing to a member that has data, but another text would
 * start it anew for nothing.
 */
function peersIn(manifest: string): readonly EtcdPeer[] {
  const args = commandOf(manifest);
  if (!args.includes('--initial-cluster-state=existing')) return [];
  const initial = args.find((arg) => arg.startsWith('--initial-cluster='))?.slice('--initial-cluster='.length) ?? '';
  return initial.split(',').flatMap((each) => {
    const [name = '', peerURL = ''] = each.split(/=(.*)/s);
    return name === '' || peerURL === '' ? [] : [{ name, peerURL }];
  });
}

function commandOf(manifest: string): readonly string[] {
  const { spec } = (readYaml(manifest) ?? {}) as { readonly spec?: { readonly containers?: readonly Container[] } };
  return spec?.containers?.[0]?.command ?? [];
}

interface Container {
  readonly command?: readonly string[];
}

async function memberLook({ host, config }: InitContext): Promise<Readiness> {
  const url = clientUrlOf(config);
  const { leaderId, learner, errors } = await host
    .etcd(localEtcdAccess(config.cluster.certificatesDir, [url]))
    .status(url);
  if (learner) return { notYet: 'it is a learner' };
  if (leaderId === '0') return { notYet: 'it knows no leader' };
  return errors.length === 0 || { notYet: `it reports ${errors.join('; ')}` };
}
