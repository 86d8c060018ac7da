import type { Step } from '../../pkg/workflow/phase.ts';
import type { JoinContext } from '../join-context.ts';
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
 * takes another control plane; the machine in the light of the cluster; the images.
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
  async run({ config, host, cluster, note, warn }) {
    const { controlPlane, nodeRegistration } = config;
    const ignored = nodeRegistration.ignorePreflightErrors.map((name) => name.toLowerCase());
    const reporting = { workflow: 'join', ignored, note, warn } as const;
    const view = askingOnce(host);
    for (const check of [privilegedUser, noOtherRun('join')]) {
      report(await runChecks([check], view, undefined), reporting);
    }

    // both only read and take their time; what the machine lacks is told first
    const finding = cluster();
    finding.catch(() => undefined);
    const localAPIEndpoint = controlPlane?.localAPIEndpoint;
    const node = { nodeRegistration, ...(localAPIEndpoint === undefined ? {} : { localAPIEndpoint }) };
    report(await runChecks(joinChecks(config), view, node), reporting);

    const joined = await finding;
    if (controlPlane !== undefined) await requireSharedGround(host, controlPlane, joined, warn);
    report(await runChecks(joinedChecks(config, joined.config), view, joined.config), reporting);
    if (controlPlane === undefined) return;
    const findings = await pullImages({ config: joined.config, host, note }, 'join');
    report([{ name: 'ImagePull', findings }], reporting);
  },
};
