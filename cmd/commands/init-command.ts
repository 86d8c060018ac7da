import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import type { InitContext } from '../../phases/init-context.ts';
import { initWorkflow } from '../../phases/workflows/init.ts';
import type { Command, Invocation } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { initFlags } from '../init/init-flags.ts';
import { runInit } from '../init/run-init.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import { phaseCommand, phaseTree, wholeRun, type Selection, type WorkflowCommands } from './workflow-command.ts';

const INIT_FLAGS = [
  'apiserver-advertise-address',
  'apiserver-bind-port',
  'apiserver-cert-extra-sans',
  'cert-dir',
  'certificate-key',
  'config',
  'control-plane-endpoint',
  'cri-socket',
  'dry-run',
  'feature-gates',
  'ignore-preflight-errors',
  'image-repository',
  'kubernetes-version',
  'node-name',
  'output',
  'patches',
  'pod-network-cidr',
  'service-cidr',
  'service-dns-domain',
  'skip-certificate-key-print',
  'skip-phases',
  'skip-token-print',
  'token',
  'token-ttl',
  'upload-certs',
];
/** Every phase takes these, but for the two that have no flags at all in the reference. */
const PHASE_FLAGS = ['config', 'dry-run', 'output'];
/** Accepted beside the components' own flags for old scripts. */
const EXTRA_ARGS: Readonly<Record<string, readonly string[]>> = {
  'control-plane': ['apiserver-extra-args', 'controller-manager-extra-args', 'scheduler-extra-args'],
  'control-plane/apiserver': ['apiserver-extra-args'],
  'control-plane/controller-manager': ['controller-manager-extra-args'],
  'control-plane/scheduler': ['scheduler-extra-args'],
};

/** `init`: the whole workflow, with `init phase ...` below it. */
export function initCommand(keys: KeyPool): Command {
  const commands = initCommands(keys);
  return {
    name: 'init',
    summary: 'Make this machine the first control plane of a new cluster',
    details: `The phases, in order. Each can be left out with --skip-phases and run alone with "init phase":\n\n${phaseTree(initWorkflow)}`,
    examples: [
      { line: 'kubeadm-ts init --pod-network-cidr 10.244.0.0/16', does: 'a control plane on this machine' },
      {
        line: 'kubeadm-ts init --config cluster.yaml --dry-run',
        does: 'what a configuration file would do, without doing it',
      },
      {
        line: 'kubeadm-ts init --control-plane-endpoint lb.example.com:6443 --upload-certs',
        does: 'the first of several control planes',
      },
    ],
    flags: flagsNamed(INIT_FLAGS),
    commands: [phaseCommand(commands)],
    run: wholeRun(commands),
  };
}

/** `phase`, the shorthand: `kubeadm-ts phase certs all` is `kubeadm-ts init phase certs all`. */
export function initPhaseCommand(keys: KeyPool): Command {
  return phaseCommand(initCommands(keys), 'phase');
}

function initCommands(keys: KeyPool): WorkflowCommands<InitContext> {
  return {
    name: 'init',
    workflow: initWorkflow,
    phaseFlags: PHASE_FLAGS,
    moreFlags: EXTRA_ARGS,
    examples: [
      { line: 'kubeadm-ts init phase certs all', does: 'make all certificates and keys' },
      { line: 'kubeadm-ts init phase control-plane apiserver --dry-run', does: 'see what one phase would write' },
    ],
    start: (invocation, selection) => start(invocation, selection, keys),
  };
}

async function start(
  { io, flags: values, path }: Invocation,
  { fullRun, select, takes }: Selection<InitContext>,
  keys: KeyPool,
): Promise<void> {
  const reporter = reporterFor(io, values, verbosityOf(values));
  const rootfs = String(values['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, keys);
  const run = {
    flags: initFlags(values),
    setFlags: Object.keys(values),
    select,
    fullRun,
    takesCriSocket: takes('cri-socket'),
    command: path,
  };
  try {
    await runInit(run, machine, reporter, io);
  } finally {
    reporter.end();
    machine.close();
  }
}
