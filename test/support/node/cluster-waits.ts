import type { ClusterNode } from './node.ts';
import { eventually } from './process.ts';

/** Wait until a Node is Ready and its kube-proxy runs. @param witness - a control plane that is asked */
export async function waitUntilJoined(witness: ClusterNode, name: string): Promise<void> {
  await witness.kubectl('wait', '--for=create', `node/${name}`, '--timeout=60s');
  await witness.kubectl('wait', '--for=condition=Ready', `node/${name}`, '--timeout=120s');
  await podReady(witness, `--field-selector=spec.nodeName=${name}`, '--selector=k8s-app=kube-proxy');
}

/** Wait until the static Pods of a control plane are Ready, as the API server tells it. */
export async function waitUntilControlPlane(witness: ClusterNode, name: string): Promise<void> {
  for (const component of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']) {
    await podReady(witness, `--field-selector=metadata.name=${component}-${name}`);
  }
}

async function podReady(witness: ClusterNode, ...select: readonly string[]): Promise<void> {
  const status = '--output=jsonpath={range .items[*].status.conditions[?(@.type=="Ready")]}{.status}{end}';
  await eventually(`a Ready Pod: ${select.join(' ')}`, 120_000, async () => {
    const { stdout } = await witness.run(
      'kubectl',
      '--kubeconfig=/etc/kubernetes/admin.conf',
      '--namespace=kube-system',
      'get',
      'pods',
      ...select,
      status,
    );
    return stdout === 'True' || undefined;
  });
}
