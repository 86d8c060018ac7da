import { expect } from 'chai';
import type { HttpResult } from '../../../pkg/host/host.ts';
import { httpGet } from '../../../pkg/host/network.ts';
import { objectData } from '../../../pkg/kube/object-data.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { startJoinableCluster, type JoinableCluster } from '../../support/api-server/joinable-cluster.ts';
import { createTestAuthority } from '../../support/api-server/test-authority.ts';
import { failureOf } from '../../support/failure.ts';
import { byToken, discovering, discoveringMachine } from './discovering-machine.ts';

const CLUSTER_INFO = { apiVersion: 'v1', kind: 'ConfigMap', name: 'cluster-info', namespace: 'kube-public' };

function textOf(clusterInfo: KubeObject): string {
  return objectData(clusterInfo)['kubeconfig'] ?? '';
}

describe('discovery against somebody in between', () => {
  let cluster: JoinableCluster;

  before(async () => {
    cluster = await startJoinableCluster();
  });
  after(() => cluster.close());

  const good = () => byToken({ apiServerEndpoint: cluster.endpoint, caCertHashes: [cluster.pin] });
  const altered = (change: (answer: HttpResult, read: number) => HttpResult) => {
    let read = 0;
    return discoveringMachine({
      httpGet: async (url, options) => change(await httpGet(url, options), (read += 1)),
    });
  };

  it('notices another authority in cluster-info, for want of the secret', async () => {
    const stranger = await createTestAuthority('kubernetes');
    const data = (pem: string) => Buffer.from(pem).toString('base64');
    const machine = altered((answer) => ({
      ...answer,
      body: answer.body.replaceAll(data(cluster.authority.cert), data(stranger.cert)),
    }));
    expect((await failureOf(discovering(machine, good()))).code).to.equal('discovery-token-secret-wrong');
  });

  it('notices a cluster-info that differs between the reads', async () => {
    const before = cluster.store.get(CLUSTER_INFO);
    const text = textOf(before);
    const replaying = altered((answer, read) => (read === 1 ? { ...answer, body: JSON.stringify(before) } : answer));
    cluster.store.patch(CLUSTER_INFO, { data: { kubeconfig: `${text}# other\n` } }, 'merge');
    try {
      const failure = await failureOf(discovering(replaying, good()));
      expect(failure.code).to.equal('discovery-cluster-info-changed');
      expect(failure.hint).to.contain('run the command again');
    } finally {
      cluster.store.patch(CLUSTER_INFO, { data: { kubeconfig: text } }, 'merge');
    }
  });

  it('notices a server that shows no certificate of the authority', async () => {
    const stranger = await createTestAuthority('kubernetes');
    const impostor = await startJoinableCluster({ authority: stranger });
    try {
      // it has copied the true cluster-info with its signature, and ends the TLS connection itself
      const kubeconfig = textOf(cluster.store.get(CLUSTER_INFO));
      impostor.store.patch(CLUSTER_INFO, { data: { kubeconfig } }, 'merge');
      const discovery = byToken({ apiServerEndpoint: impostor.endpoint, caCertHashes: [cluster.pin] });
      const failure = await failureOf(discovering(discoveringMachine(), discovery));
      expect(failure.code).to.equal('discovery-certificate-untrusted');
      expect(failure.message).to.contain(impostor.url).and.contain('authority did not sign');
      expect(failure.hint).to.contain('load balancer').and.contain('proxy');
    } finally {
      await impostor.close();
    }
  });
});
