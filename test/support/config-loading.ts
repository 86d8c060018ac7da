import { loadInitConfig, type LoadedInitConfig, type LoadInitOptions } from '../../pkg/config/load-init-config.ts';
import type { InitFlags } from '../../pkg/config/types.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';

const CLUSTER = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n';

/** A v1beta4 ClusterConfiguration with these lines; with a version, so that nobody asks the network. */
export function clusterYaml(fields = ''): string {
  const version = fields.includes('kubernetesVersion') ? '' : 'kubernetesVersion: v1.36.2\n';
  return `${CLUSTER}${version}${fields}${fields === '' ? '' : '\n'}`;
}

/** A v1beta4 InitConfiguration with these lines, and a plain ClusterConfiguration after it. */
export function initYaml(fields = ''): string {
  return `apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n${fields}\n---\n${clusterYaml()}`;
}

/** Load a text as `c.yaml` on a healthy machine. */
export async function loadText(
  text: string,
  options: LoadInitOptions & { readonly flags?: InitFlags; readonly machine?: MachineOptions } = {},
): Promise<LoadedInitConfig> {
  const { flags, machine, ...rest } = options;
  const view = new SimulatedMachine({ ...machine, files: { '/c.yaml': text, ...machine?.files } });
  return loadInitConfig(view, { config: '/c.yaml', ...flags }, rest);
}

/** As `config validate` of the reference looks at a file: strictly, without asking for sockets or routes. */
export const VALIDATE: LoadInitOptions = { strict: true, detectCriSocket: false, checkBindAddress: false };
