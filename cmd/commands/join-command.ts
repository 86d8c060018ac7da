import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import type { JoinContext } from '../../phases/join-context.ts';
import { joinWorkflow } from '../../phases/workflows/join.ts';
import type { Command, Invocation } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { JOIN_FLAGS } from '../cli/join-flags.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { joinFlags } from '../join/join-flags.ts';
import { runJoin } from '../join/run-join.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import { phaseCommand, phaseTree, wholeRun, type Selection, type WorkflowCommands } from './workflow-command.ts';

const FLAGS = [
  'apiserver-advertise-address',
  'apiserver-bind-port',
  'certificate-key',
  'config',
  'control-plane',
  'cri-socket',
  'discovery-file',
  'discovery-token',
  'discovery-token-ca-cert-hash',
  'discovery-token-unsafe-skip-ca-verification',
  'dry-run',
  'ignore-preflight-errors',
  'node-name',
  'output',
  'patches',
  'skip-phases',
  'tls-bootstrap-token',
  'token',
];
const ENDPOINT = [{ name: '[host:port]' }];
/** Phases that find the cluster through admin.conf: nothing names an endpoint for them. */
const WITHOUT_ENDPOINT = ['control-plane-prepare/control-plane', 'etcd-join', 'control-plane-join'];
const WITH_KEY = ['control-plane-prepare', 'control-plane-prepare/download-certs'];

/** What a phase has to be told before it can do anything. */
function usualWords(path: string, flags: readonly string[]): string {
  return [
    ...(flags.includes('token') ? ['192.0.2.10:6443 --token <token> --discovery-token-ca-cert-hash sha256:<hex>'] : []),
    ...(flags.includes('control-plane') && path !== 'preflight' ? ['--control-plane'] : []),
    ...(WITH_KEY.includes(path) ? ['--certificate-key <key>'] : []),
  ].join(' ');
}

/** `join`: the whole workflow, with `join phase ...` below it. */
export function joinCommand(keys: KeyPool): Command {
  const commands = joinCommands(keys);
  return {
    name: 'join',
    summary: 'Make this machine a node of a cluster: a worker, or a further control plane',
    details:
      'host:port is where the API server of the cluster answers. The whole command is printed by `kubeadm-ts init`, and by `kubeadm-ts token create --print-join-command` on a ' +
      'control plane at any later time. For a further control plane: `kubeadm-ts token create --control-plane`.\n\n' +
      'Nothing is changed before the cluster is found, is known to be the right one, and takes this machine. Where a run ' +
      'was interrupted or failed, the same command goes on.\n\n' +
      `The phases, in order. Each can be left out with --skip-phases and run alone with "join phase":\n\n${phaseTree(joinWorkflow)}`,
    examples: [
      {
        line: 'kubeadm-ts join 192.0.2.10:6443 --token <token> --discovery-token-ca-cert-hash sha256:<hex>',
        does: 'a worker',
      },
      {
        line: 'kubeadm-ts join lb.example.com:6443 --token <token> --discovery-token-ca-cert-hash sha256:<hex> --control-plane --certificate-key <key>',
        does: 'a further control plane',
      },
      { line: 'kubeadm-ts join --discovery-file cluster.conf', does: 'find the cluster through a kubeconfig file' },
    ],
    flags: flagsNamed(FLAGS, JOIN_FLAGS),
    args: ENDPOINT,
    commands: [phaseCommand(commands)],
    run: wholeRun(commands),
  };
}

function joinCommands(keys: KeyPool): WorkflowCommands<JoinContext> {
  return {
    name: 'join',
    workflow: joinWorkflow,
    phaseFlags: ['config', 'dry-run', 'output'],
    flagTable: JOIN_FLAGS,
    usualWords,
    args: (path) => (WITHOUT_ENDPOINT.some((each) => path.startsWith(each)) ? undefined : ENDPOINT),
    examples: [
      {
        line: 'kubeadm-ts join phase preflight 192.0.2.10:6443 --token <token> --discovery-token-ca-cert-hash sha256:<hex>',
        does: 'only look whether this machine can join',
      },
      { line: 'kubeadm-ts join phase etcd-join --control-plane', does: 'one step of a control-plane join' },
    ],
    start: (invocation, selection) => start(invocation, selection, keys),
  };
}

async function start(
  { io, flags: values, args, path }: Invocation,
  { fullRun, select, takes }: Selection<JoinContext>,
  keys: KeyPool,
): Promise<void> {
  const reporter = reporterFor(io, values, verbosityOf(values));
  const rootfs = String(values['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, keys);
  const run = { flags: joinFlags(values, args), setFlags: Object.keys(values), select, fullRun, takes, command: path };
  try {
    await runJoin(run, machine, reporter, io);
  } finally {
    reporter.end();
    machine.close();
  }
}
