import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { loadPatches } from '../../pkg/patches/load-patches.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { bootstrapIdentity } from '../bootstrap-identity.ts';
import type { JoinContext, JoinedCluster } from '../join-context.ts';
import { requireFreeNodeName } from '../node-name-free.ts';
import { sharedCopies } from '../shared-copies.ts';
import { askingOnce } from './asking-once.ts';
import { noOtherRun } from './checks/other-run.ts';
import { privilegedUser } from './checks/privileged-user.ts';
import { pullImages } from './image-pull.ts';
import { joinChecks, joinedChecks } from './join-checks.ts';
import { report, runChecks } from './run-checks.ts';
import { requireSharedGround } from './shared-ground.ts';

type Needs = Pick<JoinContext, 'config' | 'host' | 'cluster' | 'note' | 'warn'>;

/**
 * Batches, each of which has to pass before the next: root; no other run; the machine; the cluster, and whether it
 * takes another control plane; the machine in the light of the cluster; what this machine is to get of the cluster; the
 * images.
 */
export const joinPreflightPhase: Step<Needs> = {
  name: 'preflight',
  summary: 'Check that this machine can join, and find the cluster',
  details:
    'Looks at the machine without changing it: kernel, ports, files, the kubelet and the container runtime; finds the ' +
    'cluster and reads its configuration. Everything that is wrong is told at once, each with its fix. For a control ' +
    'plane the images are pulled.',
  flags: [
    'apiserver-advertise-address',
    'apiserver-bind-port',
    'certificate-key',
    'control-plane',
    'cri-socket',
    'discovery-file',
    'discovery-token',
    'discovery-token-ca-cert-hash',
    'discovery-token-unsafe-skip-ca-verification',
    'ignore-preflight-errors',
    'node-name',
    'tls-bootstrap-token',
    'token',
  ],
  async run(context) {
    const { config, host, cluster, note, warn } = context;
    const { controlPlane, nodeRegistration } = config;
    const ignored = nodeRegistration.ignorePreflightErrors.map((name) => name.toLowerCase());
    const reporting = { workflow: 'join', ignored, note, warn } as const;
    const view = askingOnce(host);
    for (const check of [privilegedUser, noOtherRun('join')]) {
      report(await runChecks([check], view, undefined), reporting);
    }

    // both only read and take their time; what the machine lacks is told first
    const finding = Promise.all([cluster(), loadPatches(host, config.patchesDirectory, note)]);
    finding.catch(() => undefined);
    const localAPIEndpoint = controlPlane?.localAPIEndpoint;
    const node = { nodeRegistration, ...(localAPIEndpoint === undefined ? {} : { localAPIEndpoint }) };
    report(await runChecks(joinChecks(config), view, node), reporting);

    const [joined] = await finding;
    if (controlPlane !== undefined) await requireSharedGround(host, controlPlane, joined, warn);
    report(await runChecks(joinedChecks(config, joined.config), view, joined.config), reporting);
    await requireWelcome(context, joined);
    if (controlPlane === undefined) return;
    const findings = await pullImages({ config: joined.config, host, note }, 'join');
    report([{ name: 'ImagePull', findings }], reporting);
  },
};

/**
 * What later phases would stumble over, when images are pulled and much is written already: uploaded certificates that
 * cannot be opened, the name of another Node. No flag ignores it, as in the reference.
 */
async function requireWelcome(context: Needs, joined: JoinedCluster): Promise<void> {
  const { config, host } = context;
  const { certificateKey = '' } = config.controlPlane ?? {};
  if (certificateKey !== '') await sharedCopies(context, certificateKey);
  // then the Node may be this machine's own: kubelet-start finds out
  if ((await host.stat(KUBELET_KUBECONFIG)) !== undefined) return;
  const reader = host.clusterOf(joined.discovered.kubeconfig);
  // of a Node that is taken over, kubelet-start tells
  const input = { identity: bootstrapIdentity(config), note: () => undefined };
  await requireFreeNodeName(reader, config.nodeRegistration.name, input);
}
