import { expect } from 'chai';
import { detectInitSystem, serviceCommands } from '../../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../../pkg/initsystem/service-state.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const OPENRC: MachineOptions['programs'] = {
  systemctl: false,
  openrc: '/sbin/openrc',
  'rc-service': '/sbin/rc-service',
  'rc-update': '/sbin/rc-update',
};

describe('the init system', () => {
  it('is systemd where systemctl is, even beside OpenRC', async () => {
    expect(
      await detectInitSystem(new SimulatedMachine({ programs: { ...OPENRC, systemctl: '/bin/systemctl' } })),
    ).to.equal('systemd');
  });

  it('is OpenRC where all of its three programs are', async () => {
    expect(await detectInitSystem(new SimulatedMachine({ programs: OPENRC }))).to.equal('openrc');
    expect(await detectInitSystem(new SimulatedMachine({ programs: { ...OPENRC, 'rc-update': false } }))).to.equal(
      undefined,
    );
  });

  it('makes systemd look for changed units before it starts a service, not before it stops one', () => {
    expect(serviceCommands('systemd', 'restart', 'kubelet')).to.deep.equal([
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'restart', 'kubelet'],
    ]);
    expect(serviceCommands('systemd', 'start', 'kubelet')[0]).to.deep.equal(['systemctl', 'daemon-reload']);
    expect(serviceCommands('systemd', 'stop', 'kubelet')).to.deep.equal([['systemctl', 'stop', 'kubelet']]);
  });

  it('leaves no trace of a timer, nor of the service that it started: that may have failed', () => {
    // a pattern: a name that systemd does not know would be an error
    expect(serviceCommands('systemd', 'forget', 'renew.timer')).to.deep.equal([
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'reset-failed', 'renew.*'],
    ]);
    expect(serviceCommands('openrc', 'forget', 'renew')).to.deep.equal([]);
  });

  it('drives OpenRC with the service before the action', () => {
    expect(serviceCommands('openrc', 'restart', 'kubelet')).to.deep.equal([['rc-service', 'kubelet', 'restart']]);
  });
});

describe('a service under systemd', () => {
  const services = (commands: MachineOptions['commands']) =>
    serviceState(new SimulatedMachine({ commands }), 'systemd');
  const exit = (code: number | undefined, stdout = '') => ({ code, stdout, stderr: '' });

  it('exists whether it runs or not', async () => {
    expect(await services({ systemctl: exit(0) }).exists('kubelet')).to.equal(true);
    expect(await services({ systemctl: exit(3) }).exists('kubelet')).to.equal(true);
    expect(await services({ systemctl: exit(4) }).exists('kubelet')).to.equal(false);
    expect(await services({ systemctl: exit(undefined) }).exists('kubelet')).to.equal(false);
  });

  it('is active while it is about to start', async () => {
    expect(
      await services({ 'systemctl is-active kubelet.service': exit(3, 'activating\n') }).isActive('kubelet'),
    ).to.equal(true);
    expect(await services({ 'systemctl is-active kubelet.service': exit(3, 'failed\n') }).isActive('kubelet')).to.equal(
      false,
    );
  });

  it('is enabled as systemd says', async () => {
    expect(await services({ 'systemctl is-enabled kubelet.service': exit(0) }).isEnabled('kubelet')).to.equal(true);
    expect(await services({ 'systemctl is-enabled kubelet.service': exit(1) }).isEnabled('kubelet')).to.equal(false);
    expect(services({}).enableCommand('kubelet')).to.equal('systemctl enable kubelet.service');
  });
});

describe('a service under OpenRC', () => {
  const services = (commands: MachineOptions['commands']) => serviceState(new SimulatedMachine({ commands }), 'openrc');

  it('exists and is active as rc-service says', async () => {
    const failing = { code: 1, stdout: '', stderr: '' };
    expect(await services({ 'rc-service --exists kubelet': '' }).exists('kubelet')).to.equal(true);
    expect(await services({ 'rc-service --exists kubelet': failing }).exists('kubelet')).to.equal(false);
    expect(await services({ 'rc-service kubelet status': ' * status: started' }).isActive('kubelet')).to.equal(true);
    expect(await services({ 'rc-service kubelet status': failing }).isActive('kubelet')).to.equal(false);
  });

  it('is enabled when the default runlevel has it by its whole name', async () => {
    const shown = { 'rc-update show default': '           kubelet-helper | default\n' };
    expect(await services(shown).isEnabled('kubelet')).to.equal(false);
    expect(await services({ 'rc-update show default': '   kubelet | default\n' }).isEnabled('kubelet')).to.equal(true);
    expect(services({}).enableCommand('kubelet')).to.equal('rc-update add kubelet default');
  });
});
