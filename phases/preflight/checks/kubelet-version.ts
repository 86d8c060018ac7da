import type { InitConfig } from '../../../pkg/config/types.ts';
import type { HostView } from '../../../pkg/host/host.ts';
import { compareKubernetesVersions, minorsAhead } from '../../../pkg/version/kubernetes-version.ts';
import { CLIENT_FACTS } from '../../../pkg/version/release-facts.ts';
import { failed, FINE, warned, type Check, type Findings } from '../check.ts';

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

/** For `init`: the kubelet works, and is not newer than the control plane that is set up. */
export const kubeletVersion: Check<Pick<InitConfig, 'cluster'>> = {
  name: 'KubeletVersion',
  async run(view, { cluster }) {
    const target = cluster.kubernetesVersion;
    const install = `install the kubelet of the control plane's release, ${minorOf(target)}`;
    const found = await usableKubelet(view, install);
    if (!('version' in found)) return found;
    if ((minorsAhead(found.version, target) ?? 0) <= 0) return FINE;
    return failed({
      message: `the kubelet (${found.version}) is newer than the control plane to be (${target})`,
      fix: `${install}, or set up a newer control plane: --kubernetes-version=${found.version}`,
    });
  },
};

/** For `join`, while the cluster's version is not known yet. */
export const workingKubelet: Check = {
  name: 'KubeletVersion',
  async run(view) {
    const found = await usableKubelet(
      view,
      "install the kubelet of the cluster's release (`kubectl version` tells it)",
    );
    return 'version' in found ? FINE : found;
  },
};

/** Releases that a kubelet may be behind the API server (source: Kubernetes' version skew policy). */
const MAX_MINORS_BEHIND = 3;

/** Not of the reference, so a warning: Kubernetes supports no kubelet that is newer than the API server, or much older. */
export const kubeletSkew: Check<Pick<InitConfig, 'cluster'>> = {
  name: 'KubeletVersion',
  async run(view, { cluster }) {
    const target = cluster.kubernetesVersion;
    const found = await kubeletVersionOf(view);
    const ahead = 'version' in found ? minorsAhead(found.version, target) : undefined;
    if (!('version' in found) || ahead === undefined || (ahead <= 0 && ahead >= -MAX_MINORS_BEHIND)) return FINE;
    const how = ahead > 0 ? 'newer' : `more than ${MAX_MINORS_BEHIND} minor releases older`;
    const upgrade = ahead > 0 ? `, or upgrade the cluster first to ${minorOf(found.version)}` : '';
    return warned({
      message: `the kubelet (${found.version}) is ${how} than the cluster (${target}): Kubernetes does not support that`,
      fix: `install the kubelet of the cluster's release, ${minorOf(target)}${upgrade}`,
    });
  },
};

/** @returns the kubelet's version, or what is wrong with it */
async function usableKubelet(view: HostView, fix: string): Promise<{ readonly version: string } | Findings> {
  const found = await kubeletVersionOf(view);
  if ('unknown' in found) return failed({ message: found.unknown, fix });
  if (compareKubernetesVersions(found.version, CLIENT_FACTS.minimumKubelet) >= 0) return found;
  const message = `the kubelet is ${found.version}; the oldest that works here is ${CLIENT_FACTS.minimumKubelet}`;
  return failed({ message, fix });
}

/** `v1.36.2` -> `v1.36` */
function minorOf(version: string): string {
  return version.replace(/\.\d+(?:[-+].*)?$/, '');
}
