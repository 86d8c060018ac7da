import type { InitConfig } from '../../pkg/config/types.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import { systemdResolvedActive, withResolvConf } from '../../pkg/kubelet/resolv-conf.ts';
import { applyPatches } from '../../pkg/patches/apply-patches.ts';
import { loadPatches } from '../../pkg/patches/load-patches.ts';

/** What decides the KubeletConfiguration of this node. */
export interface KubeletDocumentInput {
  readonly config: Pick<InitConfig, 'kubelet' | 'patchesDirectory'>;
  /** What instance-config.yaml says, if this node has one. */
  readonly instance: JsonObject | undefined;
  /** Hears which patches were found and applied. */
  readonly note: (message: string) => void;
}

/**
 * The KubeletConfiguration that this node's kubelet starts with: the cluster's, then the resolver of systemd-resolved,
 * then the user's patches, and last what belongs to the node itself.
 *
 * @throws KubeadmError when a patch cannot be read or does not fit
 */
export async function kubeletDocument(
  view: HostView,
  { config, instance, note }: KubeletDocumentInput,
): Promise<JsonObject> {
  const shared = withResolvConf(config.kubelet.document, await systemdResolvedActive(view));
  const patches = await loadPatches(view, config.patchesDirectory, note);
  const patched = applyPatches(patches, 'kubeletconfiguration', shared);
  patched.notes.forEach((each) => note(each));
  return { ...patched.object, ...instance };
}
