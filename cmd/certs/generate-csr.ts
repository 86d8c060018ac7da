import { keyAlgorithm } from '../../pkg/config/key-algorithm.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import { generateRequests, keysToRequest, type Requests } from '../../phases/certs/generate-requests.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { loadFrom } from '../machine/load-from.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { KUBECONFIG_DIR } from './certs-session.ts';

/**
 * `certs generate-csr`: private keys and certificate requests, for an authority that is kept elsewhere.
 *
 * @throws KubeadmError `file-exists`, `invalid-configuration`
 */
export async function generateCsr({ io, flags }: Invocation, keys: KeyPool): Promise<void> {
  const reporter = textReporter(io, verbosityOf(flags));
  const rootfs = String(flags['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, keys);
  const planned = flags['dry-run'] === true;
  try {
    const config = await configOf(machine, reporter, flags);
    machine.keys.expect(keyAlgorithm(config.cluster), keysToRequest(config));
    const { emit } = reporter;
    const request = { emit, kubeconfig: ADMIN_KUBECONFIG, server: undefined };
    const real = machine.host({ ...request, apiCallTimeoutMs: 0, unreachableIsAbsent: true });
    if (planned) reporter.showChanges();
    const kubeconfigDir = String(flags['kubeconfig-dir'] ?? '') || KUBECONFIG_DIR;
    const host = announced(planned ? dryRun(real) : real, emit);
    reporter.result(requestsText(await generateRequests({ config, host, keys: machine.keys, kubeconfigDir })));
  } finally {
    reporter.end();
    machine.close();
  }
}

/** `--cert-dir` counts beside `--config`, as in the reference. */
async function configOf(machine: Machine, reporter: Reporter, flags: Invocation['flags']): Promise<InitConfig> {
  const file = String(flags['config'] ?? '') || undefined;
  const certDir = String(flags['cert-dir'] ?? '');
  const options = { detectCriSocket: false, checkBindAddress: false, lookUpVersion: false };
  const { config } = await loadFrom(machine, file, reporter, (view) =>
    loadInitConfig(view, file === undefined ? {} : { config: file }, options),
  );
  return certDir === '' ? config : { ...config, cluster: { ...config.cluster, certificatesDir: certDir } };
}

/** Names stand behind two blanks: scripts read them so. */
function requestsText({ certificatesDir, certificates, kubeconfigDir, kubeconfigs }: Requests): string {
  const list = (names: readonly string[]): string => names.map((name) => `  ${name}`).join('\n');
  return [
    `keys and certificate requests (.csr) in ${certificatesDir}`,
    list(certificates),
    `kubeconfig files without certificates, and requests (.csr), in ${kubeconfigDir}`,
    list(kubeconfigs),
  ].join('\n');
}
