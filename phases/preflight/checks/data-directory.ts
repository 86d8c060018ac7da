import { failed, FINE, leftover, nameOfPath, type Check } from '../check.ts';
import { isContinuing, type MarkedWorkflow } from '../../interrupted-run.ts';

/** Only `init` can name another folder: who joins takes the one of the cluster. */
const ANOTHER: Readonly<Record<MarkedWorkflow, string>> = {
  init: '; another folder: etcd.local.dataDir in the configuration',
  join: '',
};

/** The folder of the local etcd member has to be absent or empty. */
export function dataDirectoryAvailable(path: string, workflow: MarkedWorkflow): Check {
  return {
    name: `DirAvailable-${nameOfPath(path)}`,
    async run(view) {
      const info = await view.stat(path);
      if (info === undefined) return FINE;
      if (info.kind !== 'directory')
        return failed({ message: `${path} is not a folder`, fix: `move it away: mv ${path} ${path}.old` });
      const names = (await view.listDirectory(path)) ?? [];
      if (names.length === 0) return FINE;
      if (await isContinuing(view, workflow)) return leftover(`${path} has data`);
      return failed({
        message: `${path} is not empty: etcd would start with the data of another cluster`,
        fix: `kubeadm-ts reset, or, to keep the data: mv ${path} ${path}.old${ANOTHER[workflow]}`,
      });
    },
  };
}
