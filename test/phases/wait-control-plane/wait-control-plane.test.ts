import { expect } from 'chai';
import { waitControlPlane } from '../../../phases/wait-control-plane/wait-control-plane.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { criLog, exampleContainer } from '../../support/example-container.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const KUBELET = 'http://127.0.0.1:10248/healthz';
const SCHEDULER = 'https://127.0.0.1:10259/livez';
const REFUSED = new Error('connect ECONNREFUSED');
const BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  name: 'kubeadm:cluster-admins',
};

const MANIFESTS = Object.fromEntries(
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => [
    `/etc/kubernetes/manifests/${name}.yaml`,
    `spec:\n  containers:\n  - image: registry.k8s.io/${name}:1\n`,
  ]),
);

function machine(options: MachineOptions = {}): SimulatedMachine {
  return new SimulatedMachine({ ...options, files: { ...MANIFESTS, ...options.files } });
}

async function failure(
  host: Host,
  context = testContext(host),
): Promise<{ readonly error: KubeadmError; readonly seconds: number }> {
  const begin = host.now().getTime();
  try {
    await waitControlPlane.run(context);
  } catch (error) {
    if (error instanceof KubeadmError) return { error, seconds: (host.now().getTime() - begin) / 1000 };
    throw error;
  }
  throw new Error('it did not fail');
}

/** Answers that begin to be well at some look. */
function fromLook(count: number): { readonly ready: () => boolean } {
  let looks = 0;
  return { ready: () => ++looks >= count };
}

describe('wait-control-plane', () => {
  it('tells of everybody who is healthy, and gives admin.conf its rights', async () => {
    const host = machine();
    const context = testContext(host);
    await waitControlPlane.run(context);
    expect(context.notes.map((note) => note.replace(/[\d.]+s/, 'Ns'))).to.have.members([
      'kubelet is healthy (after Ns)',
      'kube-apiserver is healthy (after Ns)',
      'kube-controller-manager is healthy (after Ns)',
      'kube-scheduler is healthy (after Ns)',
    ]);
    expect(host.changes.map(({ kind }) => kind)).to.deep.equal(['grant-admin']);
    expect(host.object(BINDING)).to.not.equal(undefined);
  });

  it('changes nothing the second time', async () => {
    const host = machine();
    await waitControlPlane.run(testContext(host));
    host.forget();
    const context = testContext(host);
    await waitControlPlane.run(context);
    expect(host.changes).to.deep.equal([]);
    expect(context.notes).to.include('kept ClusterRoleBinding kubeadm:cluster-admins');
  });

  it('grants the rights although admin.conf may not even look at the binding', async () => {
    const base = machine();
    const host = Object.assign(Object.create(base) as Host, {
      getObject: async () => Promise.reject(new KubeadmError('api-forbidden', 'no')),
    });
    await waitControlPlane.run(testContext(host));
    expect(base.changes.map(({ kind }) => kind)).to.deep.equal(['grant-admin']);
  });

  it('grants nothing through a kubeconfig of another name', async () => {
    const host = machine();
    await waitControlPlane.run(testContext(host, { settings: { kubeconfig: '/root/other.conf' } }));
    expect(host.changes).to.deep.equal([]);
  });

  it('grants the rights as soon as the API server answers, before the scheduler does', async () => {
    const order: string[] = [];
    const { ready } = fromLook(20);
    const base = machine({ onChange: () => void order.push('granted') });
    const host = Object.assign(Object.create(base) as Host, {
      httpGet: async (url: string) => {
        if (url !== SCHEDULER) return { status: 200, body: 'ok' };
        if (!ready()) return { status: 500, body: '[+]ping ok\n[-]sched-handler-sync failed: reason withheld' };
        order.push('scheduler');
        return { status: 200, body: 'ok' };
      },
    });
    await waitControlPlane.run(testContext(host));
    expect(order).to.deep.equal(['granted', 'scheduler']);
  });

  it('stops all waits when the rights cannot be given', async () => {
    const host = machine({
      http: { [SCHEDULER]: REFUSED },
      onChange: () => {
        throw new KubeadmError('super-admin-missing', 'there is no super-admin.conf');
      },
    });
    const { error, seconds } = await failure(host);
    expect(error.code).to.equal('super-admin-missing');
    expect(seconds).to.be.lessThan(2);
  });

  it('does not wait for a kubelet without a health endpoint', async () => {
    const { document } = exampleConfig().kubelet;
    const config = exampleConfig({ kubelet: { userSupplied: true, document: { ...document, healthzPort: 0 } } });
    const context = testContext(machine({ http: { [KUBELET]: REFUSED } }), { config });
    await waitControlPlane.run(context);
    expect(context.notes[0]).to.contain('healthzPort is 0');
  });

  it('claims nothing in a dry run', async () => {
    const context = testContext(dryRun(machine()));
    await waitControlPlane.run(context);
    expect(context.notes).to.deep.equal([]);
  });

  describe('when somebody does not come up', () => {
    it('gives up after kubeletHealthCheck, and says what the kubelet says', async () => {
      const line =
        'E0102 03:04:05.000000 7 server.go:1] "Unable to register node with API server" err="dial tcp 192.0.2.10:6443: connect: connection refused"';
      const host = machine({ http: { [KUBELET]: REFUSED }, commands: { journalctl: `${line}\n` } });
      const { error, seconds } = await failure(host);
      expect(error.code).to.equal('kubelet-not-healthy');
      expect(error.message).to.match(/^kubelet did not become healthy within 240s/);
      expect(error.message).to.contain('"Unable to register node with API server"');
      expect(seconds).to.be.within(240, 242);
    });

    it('gives up after controlPlaneComponentHealthCheck, with the last reason of each', async () => {
      const host = machine({
        apiGet: () => ({ status: 500, body: '[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed' }),
      });
      const { error, seconds } = await failure(host);
      expect(error.code).to.equal('control-plane-not-healthy');
      expect(error.message).to.contain('kube-apiserver did not become healthy within 240s');
      expect(error.hint).to.contain('crictl');
      expect(seconds).to.be.within(240, 242);
      expect(host.changes).to.deep.equal([]);
    });

    it('gives up early when a component ends at the same bad flag again and again', async () => {
      const host = machine({
        apiGet: () => {
          throw REFUSED;
        },
        containers: [exampleContainer('kube-apiserver', { state: 'exited', exitCode: 1, restartCount: 2 })],
        files: { '/var/log/pods/kube-apiserver/0.log': criLog('Error: unknown flag: --bogus') },
      });
      const { error, seconds } = await failure(host);
      expect(error.code).to.equal('control-plane-not-healthy');
      expect(error.message).to.match(
        /^waiting longer would not help: kube-apiserver: it does not know the flag --bogus\nkube-apiserver has ended/,
      );
      expect(error.hint).to.contain('take --bogus out of apiServer.extraArgs');
      expect(seconds).to.be.within(26, 40);
    });

    it('gives up early on a kubelet that swap keeps from starting', async () => {
      const line =
        'E0102 03:04:05.000000 7 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported"';
      const host = machine({ http: { [KUBELET]: REFUSED }, commands: { journalctl: `${line}\n${line}\n` } });
      const { error, seconds } = await failure(host);
      expect(error.code).to.equal('kubelet-not-healthy');
      expect(error.hint).to.contain('swapoff -a');
      expect(seconds).to.be.within(26, 40);
    });

    it('does not give up early on a component that only waits for another', async () => {
      const host = machine({
        http: { [SCHEDULER]: REFUSED },
        containers: [exampleContainer('kube-scheduler', { state: 'exited', exitCode: 1, restartCount: 9 })],
        files: {
          '/var/log/pods/kube-scheduler/0.log': criLog(
            'E0102 1 x.go:1] dial tcp 192.0.2.10:6443: connect: connection refused',
          ),
        },
      });
      expect((await failure(host)).seconds).to.be.within(240, 242);
    });

    it('tells the deepest trouble known as the reason why it still waits', async () => {
      const reasons: string[] = [];
      const base = machine({
        apiGet: () => {
          throw REFUSED;
        },
        containers: [exampleContainer('etcd', { state: 'exited', exitCode: 1 })],
        files: {
          '/var/log/pods/etcd/0.log': criLog(
            '{"level":"fatal","msg":"discovery failed","error":"listen tcp 192.0.2.10:2380: bind: address already in use"}',
          ),
        },
      });
      const until: Host['until'] = (what, look, options) =>
        base.until(
          what,
          async () => {
            const readiness = await look();
            if (readiness !== true && what === 'kube-apiserver') reasons.push(readiness.notYet);
            return readiness;
          },
          options,
        );
      await failure(Object.assign(Object.create(base) as Host, { until }));
      expect(reasons[0]).to.equal('connect ECONNREFUSED');
      expect(reasons.at(-1)).to.match(/^etcd has ended \(exit code 1\): port 2380/);
    });

    it('gives the words of the interruption when the wait is interrupted', async () => {
      const base = machine();
      const until = async (): Promise<number> =>
        Promise.reject(new KubeadmError('interrupted', 'interrupted by SIGINT'));
      const { error } = await failure(Object.assign(Object.create(base) as Host, { until }));
      expect(error.code).to.equal('interrupted');
    });
  });
});
