import type { ComponentName } from '../../pkg/diagnosis/known-problem.ts';
import { RENEWABLES, renewablesOf, type Renewable } from '../../pkg/pki/renewables.ts';
import { renewCertificates, type Renewal } from '../../pkg/pki/renew-certificates.ts';
import type { InitContext } from '../init-context.ts';

/**
 * Renew what a component shows to others; without a component, the credentials of the administrator.
 *
 * @throws KubeadmError `certificate-not-renewed`, `certificates-not-renewed`
 */
export async function renewOf(context: InitContext, component: ComponentName | undefined): Promise<void> {
  const { config, host, keys, startedAt, settings, note, warn } = context;
  const renewing = { config, host, keys, startedAt, warn, kubeconfigDir: settings.kubeconfigDir };
  const told = (renewal: Renewal): void => {
    const line = lineOf(renewal);
    if (line !== undefined) note(line);
  };
  await renewCertificates(renewing, component === undefined ? OF_ADMINISTRATORS : renewablesOf(component), told);
}

const OF_ADMINISTRATORS: readonly Renewable[] = RENEWABLES.filter(({ usedBy }) => usedBy.length === 0);

/** What is missing was never wanted: super-admin.conf is on the first control plane only. */
function lineOf({ renewable, outcome }: Renewal): string | undefined {
  if (outcome === 'missing') return undefined;
  if (outcome === 'renewed') return `renewed the certificate of ${renewable.name}`;
  return `the certificate of ${renewable.name} is signed elsewhere: renew it there`;
}
