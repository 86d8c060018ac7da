import type { Phase } from '../../pkg/workflow/phase.ts';
import { upgradeAddon } from '../addons/upgrade-addon.ts';
import { upgradeBootstrapToken } from '../bootstrap-token/upgrade-rbac.ts';
import { upgradeKubeletConf } from '../kubelet/upgrade-kubelet-conf.ts';
import { upgradeKubeletConfig } from '../kubelet/upgrade-kubelet-config.ts';
import { postUpgrade } from '../post-upgrade/post-upgrade.ts';
import { upgradeApplyPreflight } from '../preflight/upgrade-preflight.ts';
import { upgradeBackup } from '../upgrade-backup/backup.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { upgradeControlPlane } from '../upgrade-control-plane/upgrade-control-plane.ts';
import { upgradeUploadConfig } from '../upload-config/upgrade-upload-config.ts';

/** What `upgrade apply` does, in order. Help, `--skip-phases`, `upgrade apply phase ...` and progress derive from this list. */
export const upgradeApplyWorkflow: readonly Phase<UpgradeContext>[] = [
  upgradeApplyPreflight,
  upgradeBackup,
  upgradeControlPlane,
  upgradeUploadConfig,
  upgradeKubeletConf,
  upgradeKubeletConfig,
  upgradeBootstrapToken,
  upgradeAddon,
  postUpgrade,
];
