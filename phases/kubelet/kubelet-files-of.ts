import { featureEnabled } from '../../pkg/config/feature-gates.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { WriteFile } from '../../pkg/host/change.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import {
  INSTANCE_CONFIG_FILE,
  KUBELET_CONFIG_FILE,
  KUBELET_DIRECTORY_MODE,
  KUBELET_FLAGS_FILE,
} from '../../pkg/kubelet/kubelet-files.ts';
import { kubeletFlags, kubeletFlagsEnv } from '../../pkg/kubelet/kubelet-flags.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import type { InitContext } from '../init-context.ts';
import { kubeletDocument } from './kubelet-document.ts';

type Context = Pick<InitContext, 'config' | 'host' | 'note'>;

/** What differs between nodes that are made and nodes that join. */
export interface KubeletFilesOptions {
  /** Whether the kubelet registers its Node with the configured taints. */
  readonly registerTaints?: boolean;
}

/**
 * The files that the kubelet of this node starts from. Its configuration comes last: a kubelet that is being restarted
 * all the time does not start before that file is there.
 *
 * @throws KubeadmError when a patch cannot be read or does not fit
 */
export async function kubeletFilesOf(
  { config, host, note }: Context,
  { registerTaints = false }: KubeletFilesOptions = {},
): Promise<readonly WriteFile[]> {
  const instance = instanceConfig(config);
  const document = await kubeletDocument(host, { config, instance, note });
  const flags = kubeletFlags({ config, hostname: host.hostname(), registerTaints });
  return [
    file(KUBELET_FLAGS_FILE, kubeletFlagsEnv(flags)),
    ...(instance === undefined ? [] : [file(INSTANCE_CONFIG_FILE, instanceText(config))]),
    file(KUBELET_CONFIG_FILE, writeYaml(document)),
  ];
}

function instanceConfig({ cluster, nodeRegistration }: InitConfig): JsonObject | undefined {
  if (!featureEnabled(cluster.featureGates, 'NodeLocalCRISocket')) return undefined;
  return { containerRuntimeEndpoint: nodeRegistration.criSocket };
}

/** One line with quotes, as the reference writes it and as its `reset` and `upgrade` read it. */
function instanceText({ nodeRegistration }: InitConfig): string {
  return `containerRuntimeEndpoint: ${JSON.stringify(nodeRegistration.criSocket)}\n`;
}

function file(path: string, content: string): WriteFile {
  return { kind: 'write-file', path, content, mode: 0o644, parentMode: KUBELET_DIRECTORY_MODE };
}
