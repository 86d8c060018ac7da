import { etcdComponent } from '../../manifests/components/etcd.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { writeStaticPod } from '../write-static-pod.ts';
import { ensureDataDirectory } from './data-directory.ts';

type Context = Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>;

const local: Step<Context> = {
  name: 'local',
  summary: 'Write the static Pod of a local, single-member etcd',
  details:
    'Makes the data directory (mode 0700) and writes /etc/kubernetes/manifests/etcd.yaml. There is nothing to do where ' +
    'the configuration names an external etcd.',
  flags: ['cert-dir', 'image-repository', 'patches'],
  skipReason: ({ config }) => (config.cluster.etcd.external === undefined ? undefined : 'etcd is external'),
  async run(context) {
    const etcd = context.config.cluster.etcd.local;
    if (etcd === undefined) return;
    await ensureDataDirectory(context.host, etcd.dataDir);
    await writeStaticPod(context, etcdComponent(context.config, etcd));
  },
};

/** The database of the cluster, where it runs on this node. */
export const etcdPhase: Group<Context> = {
  name: 'etcd',
  summary: 'Write the static Pod of a local etcd',
  flags: [],
  all: false,
  phases: [local],
};
