import type { InitContext } from './init-context.ts';
import type { UpgradeContext } from './upgrade-context.ts';

/** A node that is upgraded as the phases of `init` see one: for the work that is the same. */
export async function asUpgradeInitContext(context: UpgradeContext): Promise<InitContext> {
  const { config } = await context.node();
  const { host, keys, startedAt, note, warn, result, settings, options } = context;
  return {
    config,
    settings: {
      kubeconfig: settings.kubeconfig,
      kubeconfigDir: '/etc/kubernetes',
      uploadCerts: false,
      skipTokenPrint: true,
      skipCertificateKeyPrint: true,
      printManifest: false,
      ignorePreflightErrors: options.ignorePreflightErrors,
      // addons that the configuration disables are left out by phases too
      fullRun: true,
    },
    host,
    keys,
    startedAt,
    note,
    warn,
    result,
  };
}
