import type { Phase } from '../../pkg/workflow/phase.ts';
import { upgradeAddon } from '../addons/upgrade-addon.ts';
import { drain } from '../drain/drain.ts';
import { uncordon } from '../drain/uncordon.ts';
import { upgradeKubeletConf } from '../kubelet/upgrade-kubelet-conf.ts';
import { upgradeKubeletConfig } from '../kubelet/upgrade-kubelet-config.ts';
import { postUpgrade } from '../post-upgrade/post-upgrade.ts';
import { upgradeNodePreflight } from '../preflight/upgrade-preflight.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { upgradeControlPlane } from '../upgrade-control-plane/upgrade-control-plane.ts';

/** What `upgrade node` does, in order. Help, `--skip-phases`, `upgrade node phase ...` and progress derive from this list. */
export const upgradeNodeWorkflow: readonly Phase<UpgradeContext>[] = [
  upgradeNodePreflight,
  drain,
  upgradeControlPlane,
  upgradeKubeletConf,
  upgradeKubeletConfig,
  upgradeAddon,
  postUpgrade,
  uncordon,
];
