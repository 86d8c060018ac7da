import type { InitContext } from './init-context.ts';
import type { JoinContext } from './join-context.ts';

/** A joining machine as the phases of `init` see one: for the work that is the same on every control plane. */
export async function asInitContext(context: JoinContext): Promise<InitContext> {
  const { config } = await context.cluster();
  const { host, keys, startedAt, note, warn, result } = context;
  return {
    config,
    settings: {
      kubeconfig: '/etc/kubernetes/admin.conf',
      kubeconfigDir: '/etc/kubernetes',
      uploadCerts: false,
      skipTokenPrint: true,
      skipCertificateKeyPrint: true,
      printManifest: false,
      ignorePreflightErrors: config.nodeRegistration.ignorePreflightErrors,
      fullRun: context.settings.fullRun,
    },
    host,
    keys,
    startedAt,
    note,
    warn,
    result,
  };
}
