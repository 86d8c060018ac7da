import { expect } from 'chai';
import { joinKubeletStart } from '../../../phases/kubelet/join-kubelet-start.ts';
import { kubeletWaitBootstrap } from '../../../phases/kubelet/kubelet-wait-bootstrap.ts';
import type { JoinConfig } from '../../../pkg/config/types.ts';
import { hintOf, KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { createCertificateRequest } from '../../../pkg/pki/create-request.ts';
import { criLog, exampleContainer } from '../../support/example-container.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { clusterToJoin } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { ecKey } from '../../support/test-keys.ts';

const BOOTSTRAP = '/etc/kubernetes/bootstrap-kubelet.conf';
const KUBELET = 'http://127.0.0.1:10248/healthz';
const REFUSED = new Error('connect ECONNREFUSED');
const UNANSWERED: MachineOptions = { kubeletRequest: 'unanswered' };

/** A machine whose kubelet has just been started. */
async function waiting(options: MachineOptions = {}, given: JoinConfig = exampleJoin()) {
  const config = { ...given, timeouts: { ...given.timeouts, tlsBootstrap: 60_000 } };
  const { name } = config.nodeRegistration;
  const machine = new SimulatedMachine({ hostname: name, ...options });
  const cluster = clusterToJoin(config);
  await joinKubeletStart.run(testJoinContext(machine, { config, cluster }));
  machine.forget();
  const context = testJoinContext(machine, { config, cluster });
  const begin = machine.now().getTime();
  return {
    machine,
    context,
    run: () => kubeletWaitBootstrap.run(context),
    seconds: () => (machine.now().getTime() - begin) / 1000,
  };
}

/** The request of a kubelet that joins with the example's token. */
function request(status: object = {}, { node = 'worker1', token = 'abcdef', name = 'csr-1' } = {}): KubeObject {
  const subject = { commonName: `system:node:${node}`, organizations: ['system:nodes'] };
  const pem = createCertificateRequest(ecKey(), subject);
  const spec = {
    signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
    username: `system:bootstrap:${token}`,
    request: Buffer.from(pem).toString('base64'),
    usages: ['client auth'],
  };
  return Object.assign(
    { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name } },
    { spec, status },
  );
}

const denied = { conditions: [{ type: 'Denied', status: 'True', reason: 'NotOurs', message: 'who is this?' }] };

describe('join phase kubelet-wait-bootstrap', () => {
  it('waits for the kubelet and its certificate, and removes the bootstrap credentials', async () => {
    const { machine, context, run } = await waiting();
    await run();
    expect(machine.changes).deep.equal([{ kind: 'remove-file', path: BOOTSTRAP }]);
    expect(machine.file(BOOTSTRAP)).equal(undefined);
    expect(context.notes.map((note) => note.replace(/[\d.]+s/, 'Ns'))).deep.equal([
      'kubelet is healthy (after Ns)',
      'the kubelet has its certificate (after Ns)',
      `removed ${BOOTSTRAP}`,
    ]);
  });

  it('changes nothing the second time', async () => {
    const { machine, run } = await waiting();
    await run();
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
  });

  it('claims nothing in a dry run, and tells that the credentials would be removed', async () => {
    const { machine } = await waiting(UNANSWERED);
    const config = exampleJoin();
    const context = testJoinContext(dryRun(machine), { config, cluster: clusterToJoin(config) });
    await kubeletWaitBootstrap.run(context);
    expect(context.notes).deep.equal([`removed ${BOOTSTRAP}`]);
  });

  it('asks the kubelet where its patched settings have it answer', async () => {
    const { machine, context, run } = await waiting({
      http: { 'http://127.0.0.1:9999/healthz': { status: 200, body: '' } },
    });
    const path = '/var/lib/kubelet/config.yaml';
    const content = (machine.file(path)?.content ?? '').replace('healthzPort: 10248', 'healthzPort: 9999');
    await machine.change({ kind: 'write-file', path, content, mode: 0o644 });
    const asked: string[] = [];
    const ask = machine.httpGet.bind(machine);
    Object.assign(machine, { httpGet: (url: string) => (asked.push(url), ask(url)) });
    await run();
    expect(asked).deep.equal(['http://127.0.0.1:9999/healthz']);
    expect(context.notes[0]).contain('kubelet is healthy');
  });

  describe('what a person reads when no certificate comes', () => {
    it('while the request waits for approval', async () => {
      const { machine, run, seconds } = await waiting({ ...UNANSWERED, objects: [request()] });
      const error = await failureOf(run());
      expect(error.code).equal('kubelet-certificate-missing');
      expect(error.message).match(/^the kubelet got no certificate within 60s: .*csr-1 waits for approval/);
      expect(hintOf(error)).contain('kubectl certificate approve csr-1').and.contain('run the same command again');
      expect(seconds()).within(60, 62);
      expect(machine.file(BOOTSTRAP)).equal(undefined);
    });

    it('when the request was denied: soon, because waiting cannot help', async () => {
      const { machine, run, seconds } = await waiting({ ...UNANSWERED, objects: [request(denied)] });
      const error = await failureOf(run());
      expect(error.code).equal('kubelet-certificate-refused');
      expect(error.message).contain('csr-1 was denied: NotOurs: who is this?');
      expect(hintOf(error)).contain('kubectl delete csr csr-1');
      expect(seconds()).within(15, 25);
      expect(machine.file(BOOTSTRAP)).equal(undefined);
    });

    it('when the kubelet has not asked: what it says itself', async () => {
      const line = 'E0102 03:04:06.000000 7 bootstrap.go:1] "Failed" err="dial tcp 192.0.2.10:6443: i/o timeout"';
      const { run } = await waiting({ ...UNANSWERED, commands: { journalctl: `${line}\n` } });
      const error = await failureOf(run());
      expect(error.code).equal('kubelet-certificate-missing');
      expect(error.message).contain('there is no CertificateSigningRequest of it').and.contain('i/o timeout');
    });

    it('does not take requests of other nodes or tokens for its own', async () => {
      const others = [request(denied, { node: 'worker2' }), request(denied, { token: 'ffffff', name: 'csr-2' })];
      const { run } = await waiting({ ...UNANSWERED, objects: others });
      expect((await failureOf(run())).message).contain('there is no CertificateSigningRequest of it');
    });

    it('goes on when an old request was denied and a new one is answered', async () => {
      const { machine, run } = await waiting({ ...UNANSWERED, objects: [request(denied)] });
      const begin = machine.now().getTime();
      const read = machine.readFile.bind(machine);
      const donor = (await waiting()).machine;
      const pair = '/var/lib/kubelet/pki/kubelet-client-current.pem';
      const arrives = (): boolean => machine.now().getTime() - begin > 12_000;
      Object.assign(machine, {
        readFile: async (path: string) => (path === pair && arrives() ? donor.file(pair)?.content : read(path)),
      });
      await run();
      expect(machine.now().getTime() - begin).within(12_000, 13_000);
    });

    it('tells how the request stands as the reason why it waits', async () => {
      const reasons: string[] = [];
      const { machine, run } = await waiting({ ...UNANSWERED, objects: [request()] });
      const until = machine.until.bind(machine);
      Object.assign(machine, {
        until: (what: string, look: () => Promise<true | { notYet: string }>, options: { timeoutMs: number }) =>
          until(
            what,
            async () => {
              const readiness = await look();
              if (readiness !== true) reasons.push(readiness.notYet);
              return readiness;
            },
            options,
          ),
      });
      await failureOf(run());
      expect(reasons[0]).contain('kubelet-client-current.pem');
      expect(reasons.at(-1)).contain('csr-1 waits for approval');
    });

    it('when the kubelet itself does not come up', async () => {
      const { machine, run, seconds } = await waiting({ http: { [KUBELET]: REFUSED } });
      const error = await failureOf(run());
      expect(error.code).equal('kubelet-not-healthy');
      expect(seconds()).within(240, 242);
      expect(machine.file(BOOTSTRAP)).equal(undefined);
    });

    it('when the bootstrap credentials cannot be removed either: the first reason stays', async () => {
      const { context, run } = await waiting({
        ...UNANSWERED,
        onChange: ({ kind }) => {
          if (kind === 'remove-file') throw new KubeadmError('file-write-failed', 'read-only file system');
        },
      });
      expect((await failureOf(run())).code).equal('kubelet-certificate-missing');
      expect(context.warnings[0]).contain(BOOTSTRAP).and.contain('read-only file system');
    });
  });

  describe('on a control plane', () => {
    it('waits for the API server of this machine first, which the kubelet asks', async () => {
      const servers: (string | undefined)[] = [];
      const base = new SimulatedMachine();
      const { context, run } = await waiting(
        {
          ...UNANSWERED,
          clusterOf: (_, options) => {
            servers.push(options?.server);
            return base;
          },
        },
        exampleControlPlaneJoin(),
      );
      await failureOf(run());
      expect(servers).include('https://192.0.2.11:6443');
      expect(context.notes.join('\n')).contain('kube-apiserver takes requests');
    });

    it('does not wait for its health where it takes the requests of kubelets already', async () => {
      const base = new SimulatedMachine();
      const { context, run } = await waiting(
        {
          kubeletRequest: 'answered-when-restarted',
          clusterOf: (_, options) =>
            options?.server === undefined
              ? base
              : { ...base, listObjects: async () => [], apiGet: async () => ({ status: 500, body: 'rbac' }) },
        },
        exampleControlPlaneJoin(),
      );
      await run();
      expect(context.notes).include('kube-apiserver takes requests (after 0.0s)');
    });

    it('starts a kubelet anew that sleeps between two attempts', async () => {
      const { context, machine, run } = await waiting(
        { kubeletRequest: 'answered-when-restarted' },
        exampleControlPlaneJoin(),
      );
      machine.forget();
      await run();
      expect(machine.changes[0]).deep.include({ kind: 'run-service', action: 'restart', service: 'kubelet' });
      expect(context.notes.join('\n')).contain('starting it anew').and.contain('the kubelet has its certificate');
    });

    it('says what is wrong with that API server', async () => {
      const base = new SimulatedMachine();
      const { run, seconds } = await waiting(
        {
          ...UNANSWERED,
          clusterOf: (_, options) =>
            options?.server === undefined ? base : { ...base, apiGet: () => Promise.reject(REFUSED) },
          containers: [exampleContainer('kube-apiserver', { state: 'exited', exitCode: 1, restartCount: 2 })],
          files: { '/var/log/pods/kube-apiserver/0.log': criLog('Error: unknown flag: --bogus') },
        },
        exampleControlPlaneJoin(),
      );
      const error = await failureOf(run());
      expect(error.code).equal('control-plane-not-healthy');
      expect(error.message).contain('it does not know the flag --bogus');
      expect(seconds()).lessThan(60);
    });

    it('does not ask that API server where the kubelet has its certificate already', async () => {
      const { context, run } = await waiting({}, exampleControlPlaneJoin());
      await run();
      expect(context.notes.join('\n')).not.contain('kube-apiserver');
    });
  });
});
