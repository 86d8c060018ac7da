import { expect } from 'chai';
import { etcdEndpoints, localEtcdAccess, syncedEtcdAccess } from '../../../pkg/etcd/cluster-endpoints.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { etcdPod } from '../../support/etcd/etcd-pod.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

describe('where the etcd of a cluster is', () => {
  it('is told by its Pods, in the order of their names, each URL once', async () => {
    const objects = [
      etcdPod('cp2', '192.0.2.11'),
      etcdPod('cp1', '192.0.2.10'),
      etcdPod('cp3', '', 'https://192.0.2.12:2379, https://192.0.2.10:2379'),
    ];
    expect(await etcdEndpoints(new SimulatedMachine({ objects }))).deep.equal([
      'https://192.0.2.10:2379',
      'https://192.0.2.11:2379',
      'https://192.0.2.12:2379',
    ]);
  });

  it('is not told by other Pods', async () => {
    const other = etcdPod('cp1', '192.0.2.10');
    const objects = [{ ...other, metadata: { ...other.metadata, labels: { component: 'etcd' } } }];
    expect(await etcdEndpoints(new SimulatedMachine({ objects }))).deep.equal([]);
  });

  it('says which Pod does not tell it', async () => {
    const error = await failureOf(etcdEndpoints(new SimulatedMachine({ objects: [etcdPod('cp1', '', ' ')] })));
    expect(error).include({ code: 'etcd-endpoints-missing' });
    expect(error.message).include('kube-system/etcd-cp1');
    expect(hintOf(error)).include('etcd.yaml');
  });

  it('is told better by the members themselves', async () => {
    const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10', cp2: '192.0.2.11' } });
    await etcd.addLearner('https://192.0.2.12:2380');
    const access = localEtcdAccess('/etc/kubernetes/pki', ['https://192.0.2.10:2379']);
    const synced = await syncedEtcdAccess(new SimulatedMachine({ etcd }), access);
    expect(synced.endpoints).deep.equal(['https://192.0.2.10:2379', 'https://192.0.2.11:2379']);
    expect(synced.tls?.keyFile).equal('/etc/kubernetes/pki/etcd/healthcheck-client.key');
  });

  it('does not wait for the Pod of a machine that has gone', async () => {
    const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
    const silent = { members: () => new Promise<never>(() => undefined) };
    const host = {
      etcd: ({ endpoints }: { endpoints: readonly string[] }) =>
        endpoints.includes('https://192.0.2.99:2379') ? silent : etcd.connect({ endpoints }),
    };
    const access = { endpoints: ['https://192.0.2.99:2379', 'https://192.0.2.10:2379'] };
    expect(await syncedEtcdAccess(host, access)).deep.equal({ endpoints: ['https://192.0.2.10:2379'] });
  });
});
