import type { Phase } from '../../pkg/workflow/phase.ts';
import { upgradeKubeletConf } from '../kubelet/upgrade-kubelet-conf.ts';
import { upgradeKubeletConfig } from '../kubelet/upgrade-kubelet-config.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { upgradeControlPlane } from '../upgrade-control-plane/upgrade-control-plane.ts';

/** What `upgrade node` does, in order. Help, `--skip-phases`, `upgrade node phase ...` and progress derive from this list. */
export const upgradeNodeWorkflow: readonly Phase<UpgradeContext>[] = [
  upgradeControlPlane,
  upgradeKubeletConf,
  upgradeKubeletConfig,
];
