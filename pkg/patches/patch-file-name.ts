import { KubeadmError } from '../errors/kubeadm-error.ts';

/** What can be patched: static Pods, the kubelet's configuration, and the CoreDNS Deployment. */
export const PATCH_TARGETS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubeletconfiguration',
  'corednsdeployment',
] as const;

export type PatchTarget = (typeof PATCH_TARGETS)[number];

/** Strategic merge, JSON merge (RFC 7386) or JSON patch (RFC 6902). */
export type PatchType = 'strategic' | 'merge' | 'json';

/** What a file's name says about the patches in it. */
export type PatchFileName =
  | { readonly target: PatchTarget; readonly type: PatchType; readonly ignored?: undefined }
  | { readonly ignored: string };

/** `target[suffix][+type]`: the suffix only orders files, and ends at the first dot or plus. */
const FORM = new RegExp(`^(${PATCH_TARGETS.join('|')})[^.+\\n]*(\\+)?(json|merge|strategic)?`);

/**
 * Read a patch file's name.
 *
 * @param name - without its folder
 * @throws KubeadmError `patch-name-invalid` for a `+` that no known type follows
 */
export function readPatchFileName(name: string): PatchFileName {
  if (!/.\.(?:json|yaml)$/.test(name)) return { ignored: 'its name ends in neither .json nor .yaml' };
  const [, target, plus, type] = FORM.exec(name) ?? [];
  if (!isTarget(target)) return { ignored: `its name begins with none of ${PATCH_TARGETS.join(', ')}` };
  if (plus !== undefined && type === undefined) {
    throw new KubeadmError('patch-name-invalid', `the patch file ${name} names no known type after its "+"`, {
      hint: `name it ${target}+strategic.yaml, ${target}+merge.yaml or ${target}+json.yaml`,
    });
  }
  return { target, type: isType(type) ? type : 'strategic' };
}

function isTarget(text: string | undefined): text is PatchTarget {
  return PATCH_TARGETS.some((target) => target === text);
}

function isType(text: string | undefined): text is PatchType {
  return text === 'strategic' || text === 'merge' || text === 'json';
}
