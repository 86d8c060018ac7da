import { loadJoinConfig, type LoadJoinOptions } from '../../pkg/config/load-join-config.ts';
import { loadResetConfig, type LoadResetOptions } from '../../pkg/config/load-reset-config.ts';
import type { JoinFlags, ResetFlags } from '../../pkg/config/types.ts';
import { EXAMPLE_TOKEN } from './example-join.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';

/** Discovery by token, as a good file has it. */
export const BY_TOKEN = `{bootstrapToken: {token: ${EXAMPLE_TOKEN}, apiServerEndpoint: 192.0.2.10:6443, unsafeSkipCAVerification: true}}`;

/** A v1beta4 JoinConfiguration with these lines; with a discovery by token unless they hold another. */
export function joinYaml(fields = ''): string {
  const discovery = /^discovery/m.test(fields) ? '' : `discovery: ${BY_TOKEN}\n`;
  return `apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\n${discovery}${fields}\n`;
}

/** A v1beta4 ResetConfiguration with these lines. */
export function resetYaml(fields = ''): string {
  return `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ResetConfiguration\n${fields}\n`;
}

/** Any document, after another. */
export function andDocument(apiVersion: string, kind: string): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\n`;
}

interface Text<F> {
  readonly flags?: F;
  readonly machine?: MachineOptions;
}

const machineWith = (text: string, machine: MachineOptions = {}): SimulatedMachine =>
  new SimulatedMachine({ ...machine, files: { '/c.yaml': text, '/cluster.conf': '', ...machine.files } });

/** Load a text as `c.yaml` for `join`. */
export function loadJoinText(text: string, options: LoadJoinOptions & Text<JoinFlags> = {}) {
  const { flags, machine, ...rest } = options;
  return loadJoinConfig(machineWith(text, machine), { config: '/c.yaml', ...flags }, rest);
}

/** Load a text as `c.yaml` for `reset`. */
export function loadResetText(text: string, options: LoadResetOptions & Text<ResetFlags> = {}) {
  const { flags, machine, ...rest } = options;
  return loadResetConfig(machineWith(text, machine), { config: '/c.yaml', ...flags }, rest);
}

/** Load flags alone for `join`, on a machine with a file `/cluster.conf`. */
export function loadJoinFlags(flags: JoinFlags, options: LoadJoinOptions & { machine?: MachineOptions } = {}) {
  const { machine, ...rest } = options;
  return loadJoinConfig(machineWith('', machine), flags, rest);
}
