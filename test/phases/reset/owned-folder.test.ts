import { expect } from 'chai';
import { cleanupNodePhase } from '../../../phases/reset/cleanup-node.ts';
import { failureOf } from '../../support/failure.ts';
import { CONTROL_PLANE_FILES, resetContext, resetMachine } from '../../support/reset-machine.ts';

describe('the folder of the certificates', () => {
  for (const folder of [
    '/',
    '/etc',
    '/etc/kubernetes',
    '/etc/ssl/certs',
    '/home/me',
    '/root',
    '/var/lib',
    '/proc/self',
    '/srv/app/home',
  ]) {
    it(`refuses to empty ${folder} as the folder of the certificates`, async () => {
      const machine = resetMachine({ env: { HOME: '/srv/app/home' } });
      const context = resetContext(machine, { config: { certificatesDir: folder } });
      const failure = await failureOf(cleanupNodePhase.run(context));
      expect(failure.code).equal('certificates-dir-refused');
      expect(failure.hint).include('--cert-dir');
      expect(machine.changes).deep.equal([]);
    });
  }

  it('refuses a link to a folder of the system', async () => {
    const machine = resetMachine({ links: { '/opt/pki': '/etc' } });
    const failure = await failureOf(
      cleanupNodePhase.run(resetContext(machine, { config: { certificatesDir: '/opt/pki' } })),
    );
    expect(failure.message).include('/etc is a folder of the system');
  });

  it('refuses a folder in which nothing is a certificate of a cluster', async () => {
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/srv/photos/cat.jpg': 'cat' } });
    const failure = await failureOf(
      cleanupNodePhase.run(resetContext(machine, { config: { certificatesDir: '/srv/photos' } })),
    );
    expect(failure.message).include('cat.jpg');
    expect(machine.changes).deep.equal([]);
  });

  it('empties another folder of certificates, and says that the usual one stays', async () => {
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, '/opt/pki/ca.crt': 'ca' } });
    const context = resetContext(machine, { config: { certificatesDir: '/opt/pki' } });
    await cleanupNodePhase.run(context);
    expect(machine.file('/opt/pki/ca.crt')).equal(undefined);
    expect(machine.file('/etc/kubernetes/pki/ca.key')).not.equal(undefined);
    expect(context.warnings.join()).include('/etc/kubernetes/pki is left as it is');
  });

  it('takes the usual folder for the usual one, however it is written', async () => {
    const machine = resetMachine();
    const context = resetContext(machine, { config: { certificatesDir: '/etc/kubernetes/pki/' } });
    await cleanupNodePhase.run(context);
    expect(context.warnings).deep.equal([]);
  });
});
