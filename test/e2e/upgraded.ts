import { expect } from 'chai';
import type { ClusterNode } from '../support/node/node.ts';

const SYSTEM = ['--namespace=kube-system'];

/** Everything that carries Kubernetes' version has this one, and every Node is Ready. @param witness - is asked */
export async function expectVersion(witness: ClusterNode, version: string): Promise<void> {
  const get = (...words: readonly string[]): Promise<string> => witness.kubectl('get', ...words);
  const nodes = '--output=jsonpath={range .items[*]}{.status.nodeInfo.kubeletVersion} {end}';
  expect(words(await get('nodes', nodes)), 'kubelets').to.deep.equal([version]);
  await witness.kubectl('wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=60s');
  const images = '--output=jsonpath={range .items[*].spec.containers[*]}{.image} {end}';
  const pods = await get('pods', ...SYSTEM, '--selector=tier=control-plane,component!=etcd', images);
  expect(tags(pods), 'static Pods').to.deep.equal([version]);
  await witness.kubectl(...SYSTEM, 'rollout', 'status', 'daemonset/kube-proxy', '--timeout=120s');
  expect(tags(await get('pods', ...SYSTEM, '--selector=k8s-app=kube-proxy', images)), 'kube-proxy').to.deep.equal([
    version,
  ]);
  const stored = await get('configmap', 'kubeadm-config', ...SYSTEM, '--output=jsonpath={.data.ClusterConfiguration}');
  expect(stored).to.match(new RegExp(`^kubernetesVersion: ${version.replaceAll('.', '\\.')}$`, 'm'));
}

function words(text: string): readonly string[] {
  return [...new Set(text.trim().split(/\s+/))];
}

function tags(text: string): readonly string[] {
  return [...new Set(words(text).map((image) => image.slice(image.lastIndexOf(':') + 1)))];
}
