import { expect } from 'chai';
import { enableClientCertRotation } from '../../../phases/kubelet/enable-client-cert-rotation.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const KUBECONFIG = '/etc/kubernetes/kubelet.conf';
const PAIR = '/var/lib/kubelet/pki/kubelet-client-current.pem';

const EMBEDDED = `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: "https://192.0.2.10:6443", certificate-authority-data: Y2E=}
contexts:
- name: system:node:cp1@kubernetes
  context: {cluster: kubernetes, user: "system:node:cp1"}
current-context: system:node:cp1@kubernetes
users:
- name: other
  user: {token: abc}
- name: system:node:cp1
  user: {client-certificate-data: Y2VydA==, client-key-data: a2V5}
`;

function prepare(files: NonNullable<MachineOptions['files']>, config = exampleConfig()) {
  const machine = new SimulatedMachine({ files });
  return { machine, context: testContext(machine, { config }) };
}

async function failure(run: Promise<void>): Promise<KubeadmError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof KubeadmError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('kubelet-finalize/enable-client-cert-rotation', () => {
  it("points the current user at the kubelet's own certificate, and restarts the kubelet", async () => {
    const { machine, context } = prepare({ [KUBECONFIG]: { content: EMBEDDED, mode: 0o600 }, [PAIR]: 'pem' });
    await enableClientCertRotation.run(context);
    const kubeconfig = readYaml(machine.file(KUBECONFIG)?.content ?? '') as { users: unknown; clusters: unknown };
    expect(kubeconfig.users).to.deep.equal([
      { name: 'other', user: { token: 'abc' } },
      { name: 'system:node:cp1', user: { 'client-certificate': PAIR, 'client-key': PAIR } },
    ]);
    expect(machine.file(KUBECONFIG)?.mode).to.equal(0o600);
    expect(machine.changes.map(({ kind }) => kind)).to.deep.equal(['write-file', 'run-service']);
    expect(machine.changes[0]).to.include({ secret: true });
    expect(machine.changes[1]).to.deep.equal({
      kind: 'run-service',
      action: 'restart',
      service: 'kubelet',
      background: true,
    });
  });

  it('changes nothing the second time', async () => {
    const { machine, context } = prepare({ [KUBECONFIG]: { content: EMBEDDED, mode: 0o600 }, [PAIR]: 'pem' });
    await enableClientCertRotation.run(context);
    machine.forget();
    await enableClientCertRotation.run(context);
    expect(machine.changes).to.deep.equal([]);
    expect(context.notes.at(-1)).to.match(/^kept/);
  });

  it('keeps kubelet.conf while the kubelet has no certificate of its own', async () => {
    const { machine, context } = prepare({ [KUBECONFIG]: EMBEDDED });
    await enableClientCertRotation.run(context);
    expect(machine.changes).to.deep.equal([]);
    expect(context.notes).to.have.lengthOf(1);
  });

  it("looks into the kubelet's cert-dir", async () => {
    const config = exampleConfig({
      nodeRegistration: { kubeletExtraArgs: [{ name: 'cert-dir', value: '/srv/certs' }] },
    });
    const { machine, context } = prepare(
      { [KUBECONFIG]: EMBEDDED, '/srv/certs/kubelet-client-current.pem': 'pem' },
      config,
    );
    await enableClientCertRotation.run(context);
    expect(machine.file(KUBECONFIG)?.content).to.contain('client-key: /srv/certs/kubelet-client-current.pem');
  });

  const broken: readonly (readonly [string, string | undefined])[] = [
    ['missing', undefined],
    ['not YAML', 'a: [b'],
    ['empty', ''],
    ['without its current context', EMBEDDED.replace('current-context: system', 'current-context: x')],
    ['without its user', EMBEDDED.replace('- name: system:node:cp1\n  user', '- name: nobody\n  user')],
  ];
  for (const [what, content] of broken) {
    it(`fails with a way out when kubelet.conf is ${what}`, async () => {
      const { machine, context } = prepare({
        [PAIR]: 'pem',
        ...(content === undefined ? {} : { [KUBECONFIG]: content }),
      });
      const error = await failure(enableClientCertRotation.run(context));
      expect(error.message).to.contain(KUBECONFIG);
      expect(error.hint).to.not.equal(undefined);
      expect(machine.changes).to.deep.equal([]);
    });
  }
});
