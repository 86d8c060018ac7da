import type { RunService } from '../host/change.ts';
import type { HostView } from '../host/host.ts';

/** Init systems that this program can drive. */
export type InitSystem = 'systemd' | 'openrc';

/** Programs by which an init system is known: all have to be in PATH. The first that fits is taken. */
const KNOWN: readonly { readonly name: InitSystem; readonly programs: readonly string[] }[] = [
  { name: 'systemd', programs: ['systemctl'] },
  { name: 'openrc', programs: ['openrc', 'rc-service', 'rc-update'] },
];

/** @returns `undefined` on a machine with neither systemd nor OpenRC */
export async function detectInitSystem(view: Pick<HostView, 'which'>): Promise<InitSystem | undefined> {
  for (const { name, programs } of KNOWN) {
    const paths = await Promise.all(programs.map((program) => view.which(program)));
    if (paths.every((path) => path !== undefined)) return name;
  }
  return undefined;
}

/** Commands (argument arrays, run one after the other) that start, stop or restart a service. */
type Commands = (action: RunService['action'], service: string) => readonly (readonly string[])[];

const COMMANDS: Readonly<Record<InitSystem, Commands>> = {
  // Units may have been installed or changed since systemd last looked.
  systemd: (action, service) => [
    ...(action === 'stop' || action === 'disable' ? [] : [['systemctl', 'daemon-reload']]),
    action === 'forget' ? ['systemctl', 'reset-failed', unitsNamed(service)] : systemctl(action, service),
  ],
  openrc: (action, service) => OPENRC[action]?.(service) ?? [['rc-service', service, action]],
};

function systemctl(action: RunService['action'], service: string): readonly string[] {
  const now = action === 'enable' || action === 'disable' ? ['--now'] : [];
  return ['systemctl', action, ...now, service];
}

/** A unit and those that go with it (`x.timer`, `x.service`): as a pattern, it is no error that none of them is loaded. */
function unitsNamed(service: string): string {
  return `${service.replace(/\.(?:service|timer)$/, '')}.*`;
}

/** What OpenRC calls otherwise. */
const OPENRC: Readonly<Partial<Record<RunService['action'], (service: string) => readonly (readonly string[])[]>>> = {
  enable: (service) => [
    ['rc-update', 'add', service, 'default'],
    ['rc-service', service, 'start'],
  ],
  disable: (service) => [
    ['rc-service', service, 'stop'],
    ['rc-update', 'delete', service, 'default'],
  ],
  forget: () => [],
};

/**
 * What to run to change a service's state.
 *
 * @param service - name without a suffix, for example `kubelet`; with one for units of systemd of another kind
 * @returns argument arrays, to be run in this order
 */
export function serviceCommands(
  initSystem: InitSystem,
  action: RunService['action'],
  service: string,
): readonly (readonly string[])[] {
  return COMMANDS[initSystem](action, service);
}
