import { isAbsolute } from 'node:path/posix';
import { upgradeConfiguration, type UpgradeDocument } from '../kinds/upgrade-configuration.ts';
import { checkFields } from '../schema/check-fields.ts';
import type { Report } from './report.ts';

/** Check every field. Versions are looked at once the cluster is known. */
export function validateUpgrade(upgrade: UpgradeDocument, report: Report): void {
  for (const command of ['apply', 'node'] as const) {
    const directory = upgrade[command].patches?.directory;
    if (directory === undefined || isAbsolute(directory)) continue;
    const what = directory === '' ? 'the folder is empty, and' : `${JSON.stringify(directory)} is relative, and`;
    const hint = 'name the folder from the root on, or leave "patches" out';
    report(`${command}.patches.directory`, `${what} an absolute path is needed`, hint);
  }
  for (const { path, message } of checkFields(upgradeConfiguration, upgrade)) report(path, message);
}
