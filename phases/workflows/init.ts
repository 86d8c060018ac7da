import type { Phase } from '../../pkg/workflow/phase.ts';
import { addonPhase } from '../addons/addon.ts';
import { bootstrapTokenPhase } from '../bootstrap-token/bootstrap-token.ts';
import { certsPhase } from '../certs/certs.ts';
import { controlPlanePhase } from '../control-plane/control-plane.ts';
import { etcdPhase } from '../etcd/etcd.ts';
import type { InitContext } from '../init-context.ts';
import { kubeconfigPhase } from '../kubeconfig/kubeconfig.ts';
import { kubeletFinalize } from '../kubelet/kubelet-finalize.ts';
import { kubeletStart } from '../kubelet/kubelet-start.ts';
import { markControlPlanePhase } from '../mark-control-plane/mark-control-plane.ts';
import { preflightPhase } from '../preflight/preflight.ts';
import { showJoinCommandPhase } from '../show-join-command/show-join-command.ts';
import { uploadCertsPhase } from '../upload-certs/upload-certs.ts';
import { uploadConfigPhase } from '../upload-config/upload-config.ts';
import { waitControlPlane } from '../wait-control-plane/wait-control-plane.ts';

/** What `init` does, in order. Help, `--skip-phases`, `init phase ...` and progress derive from this list. */
export const initWorkflow: readonly Phase<InitContext>[] = [
  preflightPhase,
  certsPhase,
  kubeconfigPhase,
  etcdPhase,
  controlPlanePhase,
  kubeletStart,
  waitControlPlane,
  uploadConfigPhase,
  uploadCertsPhase,
  markControlPlanePhase,
  bootstrapTokenPhase,
  kubeletFinalize,
  addonPhase,
  showJoinCommandPhase,
];
