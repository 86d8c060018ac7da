import type { Component, MachineFacts } from '../../manifests/components/component.ts';
import { apiServerComponent } from '../../manifests/components/kube-apiserver.ts';
import { controllerManagerComponent } from '../../manifests/components/kube-controller-manager.ts';
import { schedulerComponent } from '../../manifests/components/kube-scheduler.ts';
import { staticPod } from '../../manifests/render/static-pod.ts';
import { machineFacts } from '../../phases/machine-facts.ts';
import { exactKubernetesVersion } from '../../pkg/config/defaults/kubernetes-version.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { unifiedDiff } from '../../pkg/diff/unified-diff.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import type { Invocation } from '../cli/command.ts';
import { withClusterAtHand } from './cluster-at-hand.ts';

interface Compared {
  /** The flag that names another file. */
  readonly flag: string;
  readonly path: string;
  readonly describe: (config: InitConfig, machine: MachineFacts) => Component;
}

const COMPARED: readonly Compared[] = [
  compared('api-server-manifest', 'kube-apiserver', apiServerComponent),
  compared('controller-manager-manifest', 'kube-controller-manager', controllerManagerComponent),
  compared('scheduler-manifest', 'kube-scheduler', schedulerComponent),
];

function compared(flag: string, name: string, describe: Compared['describe']): Compared {
  return { flag, path: `/etc/kubernetes/manifests/${name}.yaml`, describe };
}

/**
 * `upgrade diff`: what an upgrade would change in the static Pods of the control plane. Patches and etcd are left out,
 * as in the reference.
 *
 * @throws KubeadmError `manifest-missing` before anything is asked; `invalid-version`
 */
export async function diffManifests(invocation: Invocation): Promise<void> {
  await withClusterAtHand(invocation, async ({ config, host, node }) => {
    const { flags, io } = invocation;
    const files = await Promise.all(
      COMPARED.map(async ({ flag, path: usual, describe }) => {
        const path = String(flags[flag] ?? usual);
        return { path, describe, text: await manifestAt(host, path) };
      }),
    );
    const target = atVersion(await node(), config.diff.kubernetesVersion);
    const facts = await machineFacts(host, target.cluster.certificatesDir);
    for (const { path, describe, text } of files) {
      const fresh = writeYaml(staticPod(describe(target, facts)));
      io.stdout(unifiedDiff(text, fresh, { from: path, to: 'new manifest', context: config.diff.contextLines }));
    }
  });
}

async function manifestAt(host: HostView, path: string): Promise<string> {
  const found = await host.stat(path);
  const text = found?.kind === 'directory' ? undefined : await host.readFile(path);
  if (text !== undefined) return text;
  const what = found === undefined ? `there is no manifest ${path}` : `${path} is a folder, not a manifest`;
  throw new KubeadmError('manifest-missing', what, {
    hint: 'run this on a control-plane machine',
  });
}

function atVersion(config: InitConfig, text: string): InitConfig {
  if (text === '') return config;
  const exact = exactKubernetesVersion(text);
  if (exact === undefined)
    throw new KubeadmError('invalid-version', `${JSON.stringify(text)} is no version`, {
      hint: 'write it in full, for example v1.36.2; labels such as stable-1.36 are not looked up for a comparison',
    });
  const { version: kubernetesVersion, ci: ciVersion } = exact;
  return { ...config, cluster: { ...config.cluster, kubernetesVersion, ciVersion } };
}
