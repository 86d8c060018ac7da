import { keyAlgorithm } from '../../pkg/config/key-algorithm.ts';
import type { ComponentName } from '../../pkg/diagnosis/known-problem.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host } from '../../pkg/host/host.ts';
import { dueRenewables, type DueRenewables } from '../../pkg/pki/due-renewables.ts';
import type { RenewalConfig } from '../../pkg/pki/certificate-spec.ts';
import { createKeyPool, type KeyPool } from '../../pkg/pki/key-pool.ts';
import { keysToRenew, renewCertificates, type Renewal, type Renewing } from '../../pkg/pki/renew-certificates.ts';
import type { RenewalFolders } from '../../pkg/pki/renewable-files.ts';
import { RENEWABLES, STATIC_PODS, type Renewable } from '../../pkg/pki/renewables.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import { certsCluster, KUBECONFIG_DIR } from './certs-session.ts';
import { localServer } from './local-server.ts';
import { nothingDue, renewalLine, restartAdvice } from './renewal-text.ts';
import { timeSpan } from './warn-window.ts';

/** Keys of a rescue that are not in the list: the kubelet's. */
const KUBELET_KEYS = 1;

/**
 * `certs renew`: new certificates in the place of the old ones. What is missing, or signed elsewhere, is told and is no
 * failure.
 *
 * @param names - what to renew, in this order; everything unless given
 * @throws KubeadmError what could not be renewed, once the rest is renewed and, where asked for, restarted
 */
export async function renew(
  { io, flags, path }: Invocation,
  keys: KeyPool = createKeyPool(),
  renewables: readonly Renewable[] = RENEWABLES,
): Promise<void> {
  const reporter = reporterFor(io, flags, verbosityOf(flags));
  const machine = io.machine?.(String(flags['rootfs'] ?? '')) ?? realMachine(io, String(flags['rootfs'] ?? ''), keys);
  const rescue = flags['offline-rescue'] === true;
  const planned = flags['dry-run'] === true;
  const within = flags['within'] === undefined ? undefined : String(flags['within']);
  const window = within === undefined ? undefined : timeSpan(within, 'within');
  try {
    const { emit } = reporter;
    const real = await hostOf(machine, reporter, String(flags['kubeconfig'] ?? ADMIN_KUBECONFIG));
    const cluster = await certsCluster({
      flags,
      view: machine.view,
      files: async () => machine,
      emit,
      ...(rescue ? {} : { reader: () => real }),
    });
    const folders = { certificatesDir: cluster.certificatesDir, kubeconfigDir: KUBECONFIG_DIR };
    const { due, next } = await dueOf(machine, folders, { renewables, window });
    if (due.length === 0 && !rescue) {
      reporter.result(nothingDue(within ?? '', next));
      return reporter.end({ command: path.join(' '), dryRun: planned, certificates: [] });
    }
    const count = await keysToRenew(machine.view, folders, due);
    machine.keys.expect(keyAlgorithm(cluster), count + (rescue ? KUBELET_KEYS : 0));
    if (planned) reporter.showChanges();
    const run: RenewRun = {
      renewing: renewingWith(machine, reporter, cluster, announced(planned ? dryRun(real) : real, emit)),
      renewables: due,
      rescue,
      restart: flags['restart'] === true,
      reporter,
    };
    const done = await renewAll(run);
    reporter.end({ command: path.join(' '), dryRun: planned, certificates: done.map(dataOf) });
  } finally {
    reporter.end();
    machine.close();
  }
}

interface Wanted {
  readonly renewables: readonly Renewable[];
  /** Milliseconds; everything unless given. */
  readonly window: number | undefined;
}

async function dueOf(
  { view }: Machine,
  folders: RenewalFolders,
  { renewables, window }: Wanted,
): Promise<DueRenewables> {
  return window === undefined ? { due: renewables, next: undefined } : dueRenewables(view, folders, renewables, window);
}

interface RenewRun {
  readonly renewing: Renewing;
  readonly renewables: readonly Renewable[];
  readonly rescue: boolean;
  readonly restart: boolean;
  readonly reporter: Reporter;
}

async function renewAll({ renewing, renewables, rescue, restart, reporter }: RenewRun): Promise<readonly Renewal[]> {
  const done: Renewal[] = [];
  const failures: unknown[] = [];
  const note = (message: string): void => reporter.emit({ type: 'note', message });
  await renewCertificates(renewing, renewables, (renewal) => {
    done.push(renewal);
    reporter.result(renewalLine(renewal));
  }).catch((error: unknown) => failures.push(error));
  const kubelet = rescue ? await kubeletRescued({ renewing, reporter, note, failures }) : undefined;
  const components = usersOf(done);
  if (restart) {
    // knows how to diagnose a component that does not come back: only loaded where it is needed
    const { restartAfterRenewal } = await import('./restart-after-renewal.ts');
    await restartAfterRenewal({ renewing, note, components, kubelet: kubelet === 'renewed' });
  } else reporter.result(restartAdvice(done, components, kubelet === 'renewed'));
  if (failures.length > 0) throw failures[0];
  return done;
}

interface KubeletPart {
  readonly renewing: Renewing;
  readonly reporter: Reporter;
  readonly note: (message: string) => void;
  readonly failures: unknown[];
}

/** A kubelet that cannot be helped does not keep the rest from being brought back. */
async function kubeletRescued({ renewing, reporter, note, failures }: KubeletPart): Promise<'renewed' | 'kept'> {
  const { rescueKubelet } = await import('./rescue-kubelet.ts');
  return rescueKubelet({ ...renewing, note, result: (text) => reporter.result(text) }).catch((error: unknown) => {
    failures.push(error);
    return 'kept';
  });
}

function usersOf(done: readonly Renewal[]): readonly ComponentName[] {
  const users = done.filter(({ outcome }) => outcome === 'renewed').flatMap(({ renewable }) => renewable.usedBy);
  return STATIC_PODS.filter((component) => users.includes(component));
}

function renewingWith(machine: Machine, { emit }: Reporter, cluster: RenewalConfig['cluster'], host: Host): Renewing {
  return {
    config: { cluster },
    host,
    keys: machine.keys,
    startedAt: machine.startedAt,
    warn: (message) => emit({ type: 'warning', message }),
    kubeconfigDir: KUBECONFIG_DIR,
  };
}

/** Talks to the API server of this machine: the others need not have new certificates. */
async function hostOf(machine: Machine, { emit }: Reporter, kubeconfig: string): Promise<Host> {
  const server = kubeconfig === ADMIN_KUBECONFIG ? await localServer(machine.view) : undefined;
  return machine.host({ emit, kubeconfig, server, apiCallTimeoutMs: 0, unreachableIsAbsent: false });
}

function dataOf({ renewable, outcome, until }: Renewal): Readonly<Record<string, unknown>> {
  return {
    name: renewable.name,
    outcome,
    ...(until === undefined ? {} : { expirationDate: until.toISOString().replace('.000Z', 'Z') }),
  };
}
