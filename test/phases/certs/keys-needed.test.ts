import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { keysNeeded } from '../../../phases/certs/keys-needed.ts';
import { exampleAuthority } from '../../support/example-certificates.ts';
import { exampleConfig, type ExampleOverrides } from '../../support/example-config.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { testKeys } from '../../support/test-keys.ts';

const CERTS = certsPhase.phases.map(({ name }) => `certs/${name}`);
const KUBECONFIGS = ['admin', 'super-admin', 'kubelet', 'controller-manager', 'scheduler'].map(
  (name) => `kubeconfig/${name}`,
);
const ALL = ['preflight', ...CERTS, ...KUBECONFIGS, 'etcd/local'];

describe('the number of keys that a run needs', () => {
  const settings = { kubeconfigDir: '/etc/kubernetes' };
  const needed = (machine: SimulatedMachine, phases = ALL, overrides: ExampleOverrides = {}): Promise<number> =>
    keysNeeded(machine, { config: exampleConfig(overrides), settings, phases });

  it('is 16 for a whole init on an empty machine', async () => {
    expect(await needed(new SimulatedMachine())).to.equal(16);
  });

  it('counts the selected phases alone', async () => {
    expect(await needed(new SimulatedMachine(), CERTS)).to.equal(11);
    expect(await needed(new SimulatedMachine(), ['certs/sa', 'kubeconfig/admin'])).to.equal(2);
    expect(await needed(new SimulatedMachine(), ['kubelet-start'])).to.equal(0);
  });

  it('leaves out what exists, whole or as a mere key', async () => {
    const pki = '/etc/kubernetes/pki';
    const files = {
      [`${pki}/apiserver.key`]: '',
      [`${pki}/ca.crt`]: '',
      [`${pki}/sa.key`]: '',
      '/etc/kubernetes/admin.conf': '',
    };
    expect(await needed(new SimulatedMachine({ files }))).to.equal(12);
  });

  it('leaves out etcd when it is external', async () => {
    const external = { endpoints: [], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
    expect(await needed(new SimulatedMachine(), CERTS, { cluster: { etcd: { external } } })).to.equal(6);
  });

  it('leaves out what an external authority’s owner brings', async () => {
    const files = { '/etc/kubernetes/pki/ca.crt': certificatePem(exampleAuthority().certificate) };
    expect(await needed(new SimulatedMachine({ files }), KUBECONFIGS)).to.equal(0);
  });

  it('is what the phases then take', async () => {
    const machine = new SimulatedMachine();
    const keys = testKeys();
    const expected = await needed(machine, CERTS);
    await runSteps(certsPhase, testContext(machine, { keys }));
    expect(keys.taken).to.have.length(expected);
    expect(await needed(machine, CERTS)).to.equal(0);
  });
});
