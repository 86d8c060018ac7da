import type { InitConfig } from '../../../pkg/config/types.ts';
import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';
import { compareKubernetesVersions } from '../../../pkg/version/kubernetes-version.ts';
import { CLIENT_FACTS } from '../../../pkg/version/release-facts.ts';
import { FINE, warned, type Check } from '../check.ts';
import type { MarkedWorkflow } from '../../interrupted-run.ts';

/** Only `init` can choose the version. */
const ANOTHER: Readonly<Record<MarkedWorkflow, string>> = {
  init: `, or --kubernetes-version=${CLIENT_VERSION}`,
  join: '',
};

export function kubernetesVersion(workflow: MarkedWorkflow): Check<Pick<InitConfig, 'cluster'>> {
  return {
    name: 'KubernetesVersion',
    async run(_, { cluster }) {
      if (compareKubernetesVersions(cluster.kubernetesVersion, CLIENT_FACTS.firstUnknown) < 0) return FINE;
      return warned({
        message: `Kubernetes ${cluster.kubernetesVersion} is newer than what this program knows (${CLIENT_VERSION})`,
        fix: `use a kubeadm-ts of that release${ANOTHER[workflow]}`,
      });
    },
  };
}
