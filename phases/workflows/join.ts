import type { Group, Phase } from '../../pkg/workflow/phase.ts';
import { joinCertsPhase } from '../certs/join-certs.ts';
import { joinControlPlanePhase } from '../control-plane/control-plane.ts';
import { DISCOVERY_FLAGS } from '../discovery-flags.ts';
import { downloadCertsPhase } from '../download-certs/download-certs.ts';
import { checkEtcdPhase } from '../etcd/check-etcd.ts';
import { etcdJoinPhase } from '../etcd/etcd-join.ts';
import type { JoinContext } from '../join-context.ts';
import { joinKubeconfigPhase } from '../kubeconfig/kubeconfig.ts';
import { joinKubeletStart } from '../kubelet/join-kubelet-start.ts';
import { kubeletWaitBootstrap } from '../kubelet/kubelet-wait-bootstrap.ts';
import { joinMarkControlPlane } from '../mark-control-plane/mark-control-plane.ts';
import { joinPreflightPhase } from '../preflight/join-preflight.ts';
import { joinWaitControlPlane } from '../wait-control-plane/join-wait-control-plane.ts';

const controlPlanePrepare: Group<JoinContext> = {
  name: 'control-plane-prepare',
  summary: 'Prepare this machine to run the control plane',
  details: 'For control planes: nothing of it is done on a worker.',
  flags: [
    ...DISCOVERY_FLAGS,
    'apiserver-advertise-address',
    'apiserver-bind-port',
    'node-name',
    'patches',
    'certificate-key',
    'control-plane',
  ],
  all: true,
  phases: [downloadCertsPhase, joinCertsPhase, joinKubeconfigPhase, joinControlPlanePhase],
};

const controlPlaneJoin: Group<JoinContext> = {
  name: 'control-plane-join',
  summary: 'Make this node known as a control plane',
  details: 'For control planes: nothing of it is done on a worker.',
  flags: ['apiserver-advertise-address', 'node-name', 'patches', 'control-plane'],
  all: true,
  phases: [joinMarkControlPlane],
};

/** What `join` does, in order. Help, `--skip-phases`, `join phase ...` and progress derive from this list. */
export const joinWorkflow: readonly Phase<JoinContext>[] = [
  joinPreflightPhase,
  controlPlanePrepare,
  checkEtcdPhase,
  joinKubeletStart,
  etcdJoinPhase,
  kubeletWaitBootstrap,
  controlPlaneJoin,
  joinWaitControlPlane,
];
