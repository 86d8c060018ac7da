import type { CommandResult, HostView } from '../host/host.ts';
import type { InitSystem } from './init-system.ts';

type Asked = Pick<HostView, 'query'>;

/** Questions about services; nothing here changes one. */
export interface ServiceState {
  exists(service: string): Promise<boolean>;
  /** Whether it starts at boot. */
  isEnabled(service: string): Promise<boolean>;
  /** Whether it runs, or is about to. */
  isActive(service: string): Promise<boolean>;
  /** The command that a person runs so that a service starts at boot. */
  enableCommand(service: string): string;
}

const OPEN: Readonly<Record<InitSystem, (view: Asked) => ServiceState>> = { systemd, openrc };

/** @param initSystem - as `detectInitSystem` found it */
export function serviceState(view: Asked, initSystem: InitSystem): ServiceState {
  return OPEN[initSystem](view);
}

/** `systemctl status`: no such unit. https://www.freedesktop.org/software/systemd/man/latest/systemctl.html#Exit%20status */
const NO_SUCH_UNIT = 4;

function systemd(view: Asked): ServiceState {
  return {
    async exists(service) {
      const { code } = await view.query(['systemctl', 'status', '--no-pager', '--lines=0', unit(service)]);
      return code !== undefined && code !== NO_SUCH_UNIT;
    },
    isEnabled: async (service) => succeeded(await view.query(['systemctl', 'is-enabled', unit(service)])),
    async isActive(service) {
      const { stdout } = await view.query(['systemctl', 'is-active', unit(service)]);
      return ['active', 'activating', 'reloading'].includes(stdout.trim());
    },
    enableCommand: (service) => `systemctl enable ${unit(service)}`,
  };
}

function openrc(view: Asked): ServiceState {
  return {
    exists: async (service) => succeeded(await view.query(['rc-service', '--exists', service])),
    async isEnabled(service) {
      const { stdout } = await view.query(['rc-update', 'show', 'default']);
      // ` kubelet | default`
      return stdout.split('\n').some((line) => line.split('|')[0]?.trim() === service);
    },
    isActive: async (service) => succeeded(await view.query(['rc-service', service, 'status'])),
    enableCommand: (service) => `rc-update add ${service} default`,
  };
}

function unit(service: string): string {
  return service.endsWith('.timer') ? service : `${service}.service`;
}

function succeeded({ code }: CommandResult): boolean {
  return code === 0;
}
