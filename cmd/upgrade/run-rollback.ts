import { loadUpgradeConfig } from '../../pkg/config/load-upgrade-config.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host } from '../../pkg/host/host.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { runWorkflow } from '../../pkg/workflow/run-workflow.ts';
import { selectSteps } from '../../pkg/workflow/select-steps.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import { lossText, type EtcdRestore } from '../../phases/etcd-restore.ts';
import { notAnswering, planEtcdRestore } from '../../phases/etcd-restore-plan.ts';
import { interruptedRunFile } from '../../phases/interrupted-run.ts';
import type { RollbackContext } from '../../phases/rollback-context.ts';
import {
  backupFolders,
  readRecord,
  recordedUpgrades,
  restoreStatePath,
  type UpgradeRecord,
} from '../../phases/upgrade-backups.ts';
import { UpgradeJournal } from '../../phases/upgrade-journal.ts';
import { upgradeRollbackWorkflow } from '../../phases/workflows/upgrade-rollback.ts';
import { manifestFile } from '../../phases/write-static-pod.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { refuseSecondRun } from '../machine/interrupted-run.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { rollbackNode } from './rollback-node.ts';

/**
 * `upgrade rollback`: this node as it was before its last upgrade.
 *
 * @throws KubeadmError `nothing-to-roll-back`, `not-confirmed`, `already-running`, and whatever stops a step
 */
export async function runRollback(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const reporter = reporterFor(io, flags, verbosityOf(flags));
  const rootfs = String(flags['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  try {
    await rollBack(invocation, machine, reporter);
  } finally {
    reporter.end();
    machine.close();
  }
}

async function rollBack({ io, flags, path }: Invocation, machine: Machine, reporter: Reporter): Promise<void> {
  const dry = flags['dry-run'] === true;
  const { stamp, record } = await lastUpgrade(machine);
  await refuseSecondRun(machine.view, { pid: io.pid });
  if (dry) reporter.showChanges();
  const question = { stamp, record, yes: flags['yes'] === true };
  const withData = flags['restore-etcd'] === true;
  if (!withData) await refuseHalfRestored(machine.view, stamp);
  if (!dry && !withData) await confirmed(question, io, reporter);
  const controlPlane = await isControlPlane(machine.view, stamp);
  const { config } = await loadUpgradeConfig(machine.view, {});
  const { timeouts } = config;
  const kubeconfig = String(flags['kubeconfig'] ?? (controlPlane ? ADMIN_KUBECONFIG : KUBELET_KUBECONFIG));
  const real = machine.host({
    emit: reporter.emit,
    kubeconfig,
    server: undefined,
    apiCallTimeoutMs: timeouts.kubernetesAPICall,
    unreachableIsAbsent: dry,
  });
  const host = announced(dry ? dryRun(real) : real, reporter.emit);
  const node = await rollbackNode(host, { stamp, record, controlPlane, timeouts, dryRun: dry });
  const restore = withData ? await planEtcdRestore(host, { stamp, record, config: node }) : undefined;
  if (restore !== undefined && !dry) await confirmed({ ...question, restore }, io, reporter);
  const contextFor = contexts({ host, machine, reporter, kubeconfig, config: node, stamp, record, restore });
  const steps = selectSteps(upgradeRollbackWorkflow, [
    ...(restore === undefined ? ['etcd-data'] : []),
    ...(controlPlane ? [] : ['control-plane', 'cluster']),
  ]);
  await runWorkflow(steps, { emit: reporter.emit, contextFor, clock: io.clock, signal: io.signal });
  const mark = interruptedRunFile('upgrade');
  if ((await host.stat(mark)) !== undefined) await host.change({ kind: 'remove-file', path: mark });
  if (!dry)
    reporter.result(`Node ${record.node} is as it was before the upgrade from ${record.from} to ${record.to}.\n`);
  reporter.end({ command: path.join(' '), dryRun: dry, node: record.node, from: record.to, version: record.from });
}

/** @throws KubeadmError `nothing-to-roll-back` */
async function lastUpgrade({ view }: Machine): Promise<{ readonly stamp: string; readonly record: UpgradeRecord }> {
  const [stamp] = await recordedUpgrades(view);
  const record = stamp === undefined ? undefined : await readRecord(view, stamp);
  if (stamp !== undefined && record !== undefined) return { stamp, record };
  throw new KubeadmError('nothing-to-roll-back', 'no upgrade by kubeadm-ts left a way back on this machine', {
    hint: 'what the reference left is below /etc/kubernetes/tmp: move its manifests to /etc/kubernetes/manifests by hand',
  });
}

/** An interrupted restore has taken the manifests away. */
async function isControlPlane(view: Machine['view'], stamp: string): Promise<boolean> {
  const marks = [manifestFile('kube-apiserver', '').path, restoreStatePath(backupFolders(stamp))];
  return (await Promise.all(marks.map((path) => view.stat(path)))).some((info) => info !== undefined);
}

/** Its manifests are away, and its data may be: what puts only the manifests back would start an empty etcd. */
async function refuseHalfRestored(view: Machine['view'], stamp: string): Promise<void> {
  if ((await view.stat(restoreStatePath(backupFolders(stamp)))) === undefined) return;
  throw new KubeadmError('restore-interrupted', 'a restore of the data of etcd was interrupted on this machine', {
    hint: 'run the same command again, it goes on where it stopped: kubeadm-ts upgrade rollback --restore-etcd',
  });
}

interface Question {
  readonly stamp: string;
  readonly record: UpgradeRecord;
  readonly yes: boolean;
  readonly restore?: EtcdRestore;
}

async function confirmed(
  { stamp, record, yes, restore }: Question,
  io: Invocation['io'],
  reporter: Reporter,
): Promise<void> {
  if (yes) {
    if (restore?.alone === 'unknown') throw notAnswering();
    return;
  }
  const { node, from, to } = record;
  const cluster = record.command === 'apply' ? ', the configuration of the cluster and its addons' : '';
  reporter.ask(
    `This takes back the upgrade of ${node} from ${from} to ${to} (${stamp}): its manifests, the kubelet's configuration${cluster}. ` +
      `${restore === undefined ? 'Nothing that was written to the cluster since is lost.' : lossText(restore)}\nGo on? [y/N]: `,
  );
  const answer = await io.readLine();
  if (answer === undefined) reporter.ask('\n');
  if (/^\s*(y|yes)\s*$/i.test(answer ?? '')) return;
  throw new KubeadmError('not-confirmed', 'not confirmed: nothing was changed', {
    hint: 'answer with y, or use --yes in scripts',
  });
}

interface Parts {
  readonly host: Host;
  readonly machine: Machine;
  readonly reporter: Reporter;
  readonly kubeconfig: string;
  readonly config: RollbackContext['init']['config'];
  readonly stamp: string;
  readonly record: UpgradeRecord;
  readonly restore: EtcdRestore | undefined;
}

function contexts({ host, machine, reporter, kubeconfig, config, stamp, record, restore }: Parts) {
  const settings = {
    kubeconfig,
    kubeconfigDir: '/etc/kubernetes',
    uploadCerts: false,
    skipTokenPrint: true,
    skipCertificateKeyPrint: true,
    printManifest: false,
    ignorePreflightErrors: [],
    fullRun: true,
  };
  return (phase: string): RollbackContext => {
    const note = (message: string): void => reporter.emit({ type: 'note', phase, message });
    const warn = (message: string): void => reporter.emit({ type: 'warning', phase, message });
    const { keys, startedAt } = machine;
    const init = { config, settings, host, keys, startedAt, note, warn, result: () => undefined };
    const journal = UpgradeJournal.of(host, stamp, record);
    return { host, note, warn, init, journal, record, ...(restore === undefined ? {} : { restore }) };
  };
}
