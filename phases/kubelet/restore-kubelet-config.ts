import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { KUBELET_CONFIG_FILE, KUBELET_DIRECTORY_MODE, KUBELET_FLAGS_FILE } from '../../pkg/kubelet/kubelet-files.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { RollbackContext } from '../rollback-context.ts';
import { runKubeletService } from './kubelet-service.ts';

/** The configuration goes last: the kubelet that is started needs both. */
const FILES = [KUBELET_FLAGS_FILE, KUBELET_CONFIG_FILE];

/** The kubelet's configuration as it was before the upgrade. */
export const restoreKubeletConfig: Step<RollbackContext> = {
  name: 'kubelet-config',
  summary: "Put the kubelet's configuration of before back, and restart the kubelet",
  flags: [],
  async run({ host, journal, note, warn }) {
    let changed = false;
    for (const path of FILES) {
      const content = await host.readFile(`${journal.folders.kubelet}/${path.slice(path.lastIndexOf('/') + 1)}`);
      if (content === undefined) continue;
      const file = { kind: 'write-file', path, content, mode: 0o644, parentMode: KUBELET_DIRECTORY_MODE } as const;
      changed = (await ensureFile(host, file)) === 'written' || changed;
    }
    if (!changed) return note("kept the kubelet's configuration: it is as it was before");
    await runKubeletService({ host, warn }, 'restart');
    note('put the configuration of the kubelet back, and restarted it');
  },
};
