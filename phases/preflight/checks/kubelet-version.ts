import type { HostView } from '../../../pkg/host/host.ts';
import { compareKubernetesVersions, minorsAhead } from '../../../pkg/version/kubernetes-version.ts';
import { CLIENT_FACTS } from '../../../pkg/version/release-facts.ts';
import { failed, FINE, type Check } from '../check.ts';

const OUTPUT = /^\s*Kubernetes v((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-\w.+]*)?)\s*$/;

/** The version of the kubelet in PATH (`v1.36.2`), or why it is not known. */
export async function kubeletVersionOf(
  view: Pick<HostView, 'query'>,
): Promise<{ version: string } | { unknown: string }> {
  const { code, stdout, stderr, failure } = await view.query(['kubelet', '--version']);
  if (failure === 'not-found') return { unknown: 'there is no kubelet in PATH' };
  if (code !== 0) return { unknown: `kubelet --version failed: ${stderr.trim() || failure || `exit code ${code}`}` };
  const version = OUTPUT.exec(stdout)?.[1];
  return version === undefined
    ? { unknown: `kubelet --version says what is not a version: "${stdout.trim()}"` }
    : { version: `v${version}` };
}

export const kubeletVersion: Check = {
  name: 'KubeletVersion',
  async run(view, { cluster }) {
    const target = cluster.kubernetesVersion;
    const minor = target.replace(/^v|\.\d+(?:[-+].*)?$/g, '');
    const install = `install the kubelet of the control plane's release, v${minor}`;
    const found = await kubeletVersionOf(view);
    if ('unknown' in found) return failed({ message: found.unknown, fix: install });
    const { version } = found;
    if (compareKubernetesVersions(version, CLIENT_FACTS.minimumKubelet) < 0) {
      const message = `the kubelet is ${version}; the oldest that works here is ${CLIENT_FACTS.minimumKubelet}`;
      return failed({ message, fix: install });
    }
    if ((minorsAhead(version, target) ?? 0) <= 0) return FINE;
    return failed({
      message: `the kubelet (${version}) is newer than the control plane to be (${target})`,
      fix: `${install}, or set up a newer control plane: --kubernetes-version=${version}`,
    });
  },
};
