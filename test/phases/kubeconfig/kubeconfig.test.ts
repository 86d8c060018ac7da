import { expect } from 'chai';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { InitConfig } from '../../../pkg/config/types.ts';
import type { WriteFile } from '../../../pkg/host/change.ts';
import { kubeconfigYaml } from '../../../pkg/kubeconfig/kubeconfig.ts';
import { loadConnection, loadKubeconfig } from '../../../pkg/kubeconfig/load-kubeconfig.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { validFrom, validTo } from '../../../pkg/pki/certificate-period.ts';
import { kubeconfigPhase } from '../../../phases/kubeconfig/kubeconfig.ts';
import { MACHINE_TIME, exampleAuthority, pairFiles } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { failureOf } from '../../support/failure.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { testKeys } from '../../support/test-keys.ts';

const KD = '/etc/kubernetes';
const FILES = ['admin', 'super-admin', 'kubelet', 'controller-manager', 'scheduler'].map(
  (name) => `${KD}/${name}.conf`,
);
const authority = exampleAuthority();
const ca = pairFiles(`${KD}/pki/ca`, authority);

function setUp(
  config: InitConfig = exampleConfig(),
  files: ConstructorParameters<typeof SimulatedMachine>[0] = { files: ca },
) {
  const machine = new SimulatedMachine(files);
  const keys = testKeys();
  const context = testContext(machine, { config, keys });
  return {
    machine,
    keys,
    context,
    run: (...names: string[]) => runSteps(kubeconfigPhase, context, names.length === 0 ? undefined : names),
  };
}

async function connectionsOf(machine: SimulatedMachine) {
  return Promise.all(FILES.map(async (path) => (await loadConnection(machine, path))!));
}

describe('init phase kubeconfig', () => {
  it('writes five secret files for their owner alone, in order', async () => {
    const { machine, run } = setUp();
    await run();
    const changes = machine.changes as WriteFile[];
    expect(changes.map(({ path }) => path)).to.deep.equal(FILES);
    expect(changes.every(({ mode, secret }) => mode === 0o600 && secret === true)).to.equal(true);
  });

  it('gives each a user of its own in the right groups', async () => {
    const { machine, run } = setUp();
    await run();
    const subjects = (await connectionsOf(machine)).map(({ clientCertPem, userName }) => [
      userName,
      new X509Certificate(clientCertPem!).subject,
    ]);
    expect(subjects).to.deep.equal([
      ['kubernetes-admin', 'O=kubeadm:cluster-admins\nCN=kubernetes-admin'],
      ['kubernetes-super-admin', 'O=system:masters\nCN=kubernetes-super-admin'],
      ['system:node:cp1', 'O=system:nodes\nCN=system:node:cp1'],
      ['system:kube-controller-manager', 'CN=system:kube-controller-manager'],
      ['system:kube-scheduler', 'CN=system:kube-scheduler'],
    ]);
  });

  it('embeds a client certificate signed by the authority, its key, and the authority', async () => {
    const { machine, run } = setUp();
    await run();
    for (const { clientCertPem, clientKeyPem, caPem } of await connectionsOf(machine)) {
      const certificate = new X509Certificate(clientCertPem!);
      expect(certificate.verify(authority.certificate.publicKey)).to.equal(true);
      expect(certificate.checkPrivateKey(createPrivateKey(clientKeyPem!))).to.equal(true);
      expect(certificate.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.2']);
      expect(certificate.subjectAltName).to.equal(undefined);
      expect(caPem).to.equal(certificatePem(authority.certificate));
    }
  });

  it('lets the certificates begin with their authority and end as configured', async () => {
    const config = exampleConfig({ cluster: { certificateValidityPeriod: 3_600_000 } });
    const { machine, run } = setUp(config);
    await run('admin');
    const certificate = new X509Certificate((await loadConnection(machine, `${KD}/admin.conf`))!.clientCertPem!);
    expect(validFrom(certificate)).to.deep.equal(validFrom(authority.certificate));
    expect(validTo(certificate).getTime() - MACHINE_TIME.getTime()).to.equal(3_600_000);
  });

  it('sends administrators to the endpoint of the control plane, and everything local to this machine', async () => {
    const config = exampleConfig({
      localAPIEndpoint: { advertiseAddress: 'fd00::10', bindPort: 7443 },
      cluster: { controlPlaneEndpoint: 'api.example.com:443', clusterName: 'prod' },
    });
    const { machine, run } = setUp(config);
    await run();
    const connections = await connectionsOf(machine);
    const [shared, local] = ['https://api.example.com:443', 'https://[fd00::10]:7443'];
    expect(connections.map(({ server }) => server)).to.deep.equal([shared, shared, local, local, local]);
    expect(connections[0]).to.deep.include({ clusterName: 'prod', contextName: 'kubernetes-admin@prod' });
  });

  it('embeds only the first certificate of the authority’s file', async () => {
    const bundle = certificatePem(authority.certificate) + certificatePem(exampleAuthority().certificate);
    const { machine, run } = setUp(exampleConfig(), { files: { ...ca, [`${KD}/pki/ca.crt`]: bundle } });
    await run('admin');
    expect((await loadConnection(machine, `${KD}/admin.conf`))!.caPem).to.equal(certificatePem(authority.certificate));
  });

  it('writes into another folder where that is asked for', async () => {
    const machine = new SimulatedMachine({ files: ca });
    await runSteps(kubeconfigPhase, testContext(machine, { settings: { kubeconfigDir: '/srv/conf/' } }), ['admin']);
    expect((machine.changes[0] as WriteFile).path).to.equal('/srv/conf/admin.conf');
  });

  it('changes nothing the second time, and takes no key for it', async () => {
    const { machine, keys, context, run } = setUp();
    await run();
    machine.forget();
    await run();
    expect(machine.changes).to.deep.equal([]);
    expect(keys.taken).to.have.length(5);
    expect(context.notes.slice(5).every((note) => note.startsWith('using the existing kubeconfig'))).to.equal(true);
    expect(context.warnings).to.deep.equal([]);
  });

  it('needs the authority and its key', async () => {
    const missing = await failureOf(setUp(exampleConfig(), {}).run('admin'));
    expect(missing.code).to.equal('certificate-authority-missing');
  });

  it('offers the flags of the reference', () => {
    const flags = Object.fromEntries(kubeconfigPhase.phases.map((step) => [step.name, step.flags]));
    const common = [
      'cert-dir',
      'kubernetes-version',
      'apiserver-advertise-address',
      'apiserver-bind-port',
      'control-plane-endpoint',
      'kubeconfig-dir',
    ];
    expect(flags['admin']).to.have.members(common);
    expect(flags['kubelet']).to.have.members([...common, 'node-name']);
    expect(kubeconfigPhase.flags).to.have.members([...common, 'node-name']);
  });
});

describe('a kubeconfig file that exists already', () => {
  const path = `${KD}/admin.conf`;

  /** A machine on which admin.conf was written and then altered. */
  async function altered(alter: (text: string) => string, config?: InitConfig) {
    const before = setUp();
    await before.run('admin');
    const content = alter(before.machine.file(path)!.content);
    return setUp(config, { files: { ...ca, [path]: { content, mode: 0o600 } } });
  }

  it('is kept with a warning when it names another server', async () => {
    const { machine, context, run } = await altered((text) => text.replace('192.0.2.10', '192.0.2.99'));
    await run('admin');
    expect(machine.changes).to.deep.equal([]);
    expect(context.warnings).to.have.length(1);
    expect(context.warnings[0]).to.contain('https://192.0.2.99:6443').and.contain('https://192.0.2.10:6443');
  });

  it('is refused when it trusts another authority, naming both', async () => {
    const { machine, run } = await altered((text) => text);
    const stranger = exampleAuthority();
    await machine.change({
      kind: 'write-file',
      path: `${KD}/pki/ca.crt`,
      content: certificatePem(stranger.certificate),
      mode: 0o644,
    });
    const error = await failureOf(run('admin'));
    expect(error.code).to.equal('kubeconfig-wrong-authority');
    expect(error.message)
      .to.contain(authority.certificate.fingerprint256.slice(0, 23))
      .and.contain(stranger.certificate.fingerprint256.slice(0, 23));
    expect(error.hint).to.contain(`remove ${path}`);
  });

  it('is kept when its authority is any of those in the authority’s file', async () => {
    const { machine, context, run } = await altered((text) => text);
    const bundle = certificatePem(exampleAuthority().certificate) + certificatePem(authority.certificate);
    await machine.change({ kind: 'write-file', path: `${KD}/pki/ca.crt`, content: bundle, mode: 0o644 });
    machine.forget();
    await run('admin');
    expect(machine.changes).to.deep.equal([]);
    expect(context.warnings).to.deep.equal([]);
  });

  it('is kept when it names the authority by path', async () => {
    const { machine, run } = await altered((text) =>
      text.replace(/certificate-authority-data: .*/, 'certificate-authority: pki/ca.crt'),
    );
    await run('admin');
    expect(machine.changes).to.deep.equal([]);
  });

  it('is refused without an authority, or with one that is no certificate', async () => {
    const none = await altered((text) => text.replace(/certificate-authority-data: .*/, ''));
    expect((await failureOf(none.run('admin'))).code).to.equal('kubeconfig-incomplete');
    const garbage = await altered((text) =>
      text.replace(/certificate-authority-data: .*/, 'certificate-authority-data: Z2FyYmFnZQ=='),
    );
    const error = await failureOf(garbage.run('admin'));
    expect(error.code).to.equal('certificate-unreadable');
    expect(error.message).to.contain(path);
  });

  it('is refused when it is empty or not a kubeconfig', async () => {
    for (const content of ['', '{}', 'clusters: [']) {
      const { machine, run } = await altered(() => content);
      const error = await failureOf(run('admin'));
      expect(error.message).to.contain(path);
      expect(error.hint).to.contain(path);
      expect(machine.changes).to.deep.equal([]);
    }
  });

  it('is kept with a warning when its client certificate has expired', async () => {
    const short = exampleConfig({ cluster: { certificateValidityPeriod: -1000 } });
    const before = setUp(short);
    await before.run('admin');
    const { machine, context, run } = setUp(undefined, {
      files: { ...ca, [path]: before.machine.file(path)!.content },
    });
    await run('admin');
    expect(machine.changes).to.deep.equal([]);
    expect(context.warnings[0]).to.contain('expired on').and.contain(path);
  });

  it('is not overwritten when somebody gave it further users', async () => {
    const { machine, run } = await altered((text) => text);
    const kubeconfig = (await loadKubeconfig(machine, path))!;
    const more = { ...kubeconfig, users: [...kubeconfig.users, { name: 'me', user: { token: 't' } }] };
    await machine.change({ kind: 'write-file', path, content: kubeconfigYaml(more), mode: 0o600 });
    machine.forget();
    await run('admin');
    expect(machine.changes).to.deep.equal([]);
  });

  it('has to be there when the authority is external', async () => {
    const external = { [`${KD}/pki/ca.crt`]: certificatePem(authority.certificate) };
    const error = await failureOf(setUp(undefined, { files: external }).run('scheduler'));
    expect(error.code).to.equal('kubeconfig-missing');
    expect(error.message).to.contain(`${KD}/scheduler.conf`);

    const { machine } = await altered((text) => text);
    const given = setUp(undefined, { files: { ...external, [path]: machine.file(path)!.content } });
    await given.run('admin');
    expect(given.machine.changes).to.deep.equal([]);
    expect(given.context.notes[0]).to.contain('external');
  });
});
