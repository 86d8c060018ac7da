import { formatDuration, parseDuration } from '../../pkg/config/duration.ts';
import { DEFAULT_CERTIFICATE_VALIDITY } from '../../pkg/config/kinds/cluster-configuration.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { createUserKubeconfig } from '../../pkg/kubeconfig/user-kubeconfig.ts';
import { kubeconfigYaml } from '../../pkg/kubeconfig/kubeconfig.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { fileMachine } from '../config/file-machine.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { clusterForUser } from './cluster-for-user.ts';

/**
 * `kubeconfig user`: a kubeconfig for a further user, on stdout.
 *
 * @throws KubeadmError `invalid-flag`, `certificate-authority-missing`, `certificate-authority-key-missing`
 */
export async function printUserKubeconfig(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const name = requiredName(flags['client-name']);
  const organizations = (flags['org'] ?? []) as readonly string[];
  const token = String(flags['token'] ?? '');
  const given = flags['validity-period'];
  const machine = fileMachine(invocation);
  const reporter = textReporter(io, verbosityOf(flags));
  const { emit } = reporter;
  const keys = createKeyPool();
  try {
    const { server, cluster } = await clusterForUser({ flags, machine, reporter });
    const validity = given === undefined ? cluster.certificateValidityPeriod : (parseDuration(String(given)) ?? 0);
    if (token !== '' && organizations.length > 0)
      emit({
        type: 'warning',
        message: '--org has no effect: with a token, whoever issued it says which groups it has',
      });
    if (token === '') sayUnusual(validity, (message) => emit({ type: 'warning', message }));
    const kubeconfig = await createUserKubeconfig({
      ...{ view: machine.view, keys, cluster, server, name, organizations, token, validity },
      startedAt: machine.view.now(),
    });
    // with an empty line behind it, as in the reference
    io.stdout(`${kubeconfigYaml(kubeconfig)}\n`);
  } finally {
    reporter.end();
    keys.stop();
  }
}

function requiredName(given: unknown): string {
  if (typeof given === 'string' && given.trim() !== '') return given;
  throw new KubeadmError('invalid-flag', 'a kubeconfig needs the name of its user: --client-name is missing or empty', {
    hint: 'for example: kubeadm-ts kubeconfig user --client-name jane --org devs',
  });
}

function sayUnusual(validity: number, warn: (message: string) => void): void {
  if (validity <= 0) warn(`a validity of ${formatDuration(validity)} makes a certificate that has ended already`);
  if (validity > DEFAULT_CERTIFICATE_VALIDITY)
    warn(
      `the certificate is valid for ${formatDuration(validity)}, longer than recommended (${formatDuration(DEFAULT_CERTIFICATE_VALIDITY)}): it cannot be revoked`,
    );
}
