import { expect } from 'chai';
import { joinResult } from '../../../phases/join-result/join-result.ts';
import type { ExampleOverrides } from '../../support/example-config.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { exampleCluster } from '../../support/join-context.ts';

function controlPlane(overrides: ExampleOverrides = {}) {
  const config = exampleControlPlaneJoin();
  return joinResult(config, exampleCluster(config, overrides));
}

function worker() {
  const config = exampleJoin();
  return joinResult(config, exampleCluster(config));
}

describe('the last words of join', () => {
  it('tell a worker what has happened, and how to see it', () => {
    const { text, data } = worker();
    expect(text).contain('worker1').and.contain('certificate signing request').and.contain('kubelet');
    expect(text).contain("'kubectl get nodes'");
    expect(text).not.contain('admin.conf');
    expect(data).deep.equal({
      node: 'worker1',
      controlPlane: false,
      apiServer: 'https://cluster.example.com:6443',
    });
  });

  it('tell a control plane how to use the cluster, in lines to copy that begin with a tab', () => {
    const { text, data } = controlPlane();
    expect(text.split('\n').filter((line) => line.startsWith('\t'))).deep.equal([
      '\tmkdir -p $HOME/.kube',
      '\tsudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config',
      '\tsudo chown $(id -u):$(id -g) $HOME/.kube/config',
    ]);
    expect(text).contain('approved').and.contain('labels and taints').and.contain("'kubectl get nodes'");
    expect(data).include({ node: 'cp2', controlPlane: true, adminKubeconfig: '/etc/kubernetes/admin.conf' });
  });

  it('speak of a new etcd member only where etcd runs on the control planes', () => {
    expect(controlPlane().text).contain('etcd');
    const external = { endpoints: [], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
    expect(controlPlane({ cluster: { etcd: { external } } }).text).not.contain('etcd');
  });

  it('hold no token', () => {
    expect(JSON.stringify([worker(), controlPlane()])).not.contain('0123456789abcdef');
  });
});
