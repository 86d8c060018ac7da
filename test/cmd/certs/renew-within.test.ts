import { expect } from 'chai';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { controlPlaneMachine } from '../../support/control-plane-machine.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { events, run } from '../../support/simulated-run.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
const DAY = 24 * 3_600_000;
const written = (machine: SimulatedMachine): readonly string[] =>
  machine.changes.flatMap((change) => (change.kind === 'write-files' ? change.files.map(({ path }) => path) : []));

/** A control plane whose certificates end after so many days. */
const machineWith = (days: number) =>
  controlPlaneMachine({ config: exampleConfig({ cluster: { certificateValidityPeriod: days * DAY } }) });

describe('certs renew --within', () => {
  it('leaves everything alone that does not end within the time, and says what ends first', async () => {
    const machine = await machineWith(31);
    const { code, stdout } = await run(['certs', 'renew', 'all', '--within', '30d', '--restart'], machine);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^nothing ends within 30d; the first to end is \S+, on Feb 02, 2026/);
    expect(machine.changes).to.deep.equal([]);
  });

  it('renews what ends within it, and restarts what uses that', async () => {
    const machine = await machineWith(30);
    const { code, stdout, stderr } = await run(['certs', 'renew', 'all', '--within', '30d', '--restart'], machine);
    expect(code, stderr).to.equal(0);
    expect(stdout.match(/ renewed, valid until/g)).to.have.length(11);
    const stopped = machine.changes.flatMap((change) => (change.kind === 'stop-container' ? [change.name] : []));
    expect(stopped).to.deep.equal(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);
  });

  it('renews also a pair whose key is not its own, which nobody can use', async () => {
    const machine = await machineWith(365);
    const change = {
      kind: 'write-file',
      path: `${PKI}/front-proxy-client.key`,
      content: privateKeyPem(ecKey()),
      mode: 0o600,
    } as const;
    await machine.change(change);
    machine.forget();
    const { code, stderr } = await run(['certs', 'renew', 'all', '--within', '1d'], machine);
    expect(code, stderr).to.equal(0);
    expect(written(machine)).to.deep.equal([`${PKI}/front-proxy-client.key`, `${PKI}/front-proxy-client.crt`]);
  });

  it('tells of a certificate that cannot be read', async () => {
    const machine = await machineWith(365);
    await machine.change({ kind: 'write-file', path: `${PKI}/apiserver.crt`, content: 'nonsense', mode: 0o644 });
    machine.forget();
    const { code, stderr } = await run(['certs', 'renew', 'all', '--within', '1d'], machine);
    expect(code).to.equal(1);
    expect(stderr).to.contain(`${PKI}/apiserver.crt`);
    expect(machine.changes).to.deep.equal([]);
  });

  it('does not speak of what is missing', async () => {
    const machine = await machineWith(365);
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/super-admin.conf' });
    const { stdout } = await run(['certs', 'renew', 'all', '--within', '1d'], machine);
    expect(stdout).to.not.contain('super-admin.conf').and.not.contain('MISSING');
  });

  it('works for one certificate, and for scripts', async () => {
    const machine = await machineWith(10);
    const one = await run(['certs', 'renew', 'apiserver', '--within', '30d'], machine);
    expect(one.stdout).to.contain('apiserver renewed');
    const none = await run(['certs', 'renew', 'apiserver', '--within', '1h', '-o', 'json'], machine);
    expect(events(none.stdout).at(-1)).to.deep.include({ type: 'result', certificates: [] });
  });

  it('is refused for what is no time span', async () => {
    const { code, stderr } = await run(['certs', 'renew', 'all', '--within', 'soon'], await machineWith(10));
    expect(code).to.equal(1);
    expect(stderr).to.contain('--within is no time span: "soon"').and.contain('hint: ');
  });
});
