import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';
import { compareKubernetesVersions } from '../../../pkg/version/kubernetes-version.ts';
import { CLIENT_FACTS } from '../../../pkg/version/release-facts.ts';
import { FINE, warned, type Check } from '../check.ts';

export const kubernetesVersion: Check = {
  name: 'KubernetesVersion',
  async run(_, { cluster }) {
    if (compareKubernetesVersions(cluster.kubernetesVersion, CLIENT_FACTS.firstUnknown) < 0) return FINE;
    return warned({
      message: `Kubernetes ${cluster.kubernetesVersion} is newer than what this program knows (${CLIENT_VERSION})`,
      fix: `use a kubeadm-ts of that release, or --kubernetes-version=${CLIENT_VERSION}`,
    });
  },
};
