import type { BootstrapToken } from '../../pkg/config/types.ts';
import { bootstrapTokenSecret } from '../../manifests/cluster/secrets.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host } from '../../pkg/host/host.ts';
import { parseCertificateKey } from '../../pkg/kube/certificate-copies.ts';
import { generateCertificateKey } from '../../pkg/token/bootstrap-token.ts';
import { joinLine } from '../../pkg/token/join-command.ts';
import { TOKEN_USAGES } from '../../pkg/token/token-rules.ts';
import { tokenSecretRef } from '../../pkg/token/token-secret.ts';
import type { Invocation } from '../cli/command.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { inCluster } from './cluster-session.ts';
import { joinTarget } from './join-target.ts';
import { requestedTokens } from './requested-tokens.ts';

/**
 * `token create`: store tokens in the cluster, and print them, or the commands that join machines with them, each on a
 * line of its own. Everything is looked at before anything is stored.
 *
 * @throws KubeadmError `certificate-key-alone`, `certificate-key-invalid`, `token-id-taken`, and those of the steps
 */
export async function createTokens(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const controlPlane = flags['control-plane'] === true;
  const printJoin = controlPlane || flags['print-join-command'] === true;
  const givenKey = certificateKeyOf(flags['certificate-key'], printJoin);
  await inCluster(invocation, async (machine, reporter) => {
    const now = machine.view.now();
    const { tokens, certificateKey, warnings } = await requestedTokens(invocation, machine, now);
    warnings.forEach((message) => reporter.emit({ type: 'warning', message }));
    if (printJoin) warnOfUselessTokens(tokens, reporter);
    return async ({ host, kubeconfig }) => {
      const target = printJoin ? await joinTarget(machine.view, kubeconfig) : undefined;
      await refuseTakenIds(host, tokens);
      const key = controlPlane ? givenKey || certificateKey || generateCertificateKey() : givenKey;
      if (controlPlane) {
        const { shareCertificates } = await import('./share-certificates.ts');
        await shareCertificates(host, key, reporter.emit);
      }
      for (const token of tokens) {
        await host.change({ kind: 'apply-object', verb: 'create', object: bootstrapTokenSecret(token, now) });
        io.stdout(
          `${target === undefined ? token.token : joinLine({ ...target, token: token.token }, key || undefined)}\n`,
        );
      }
    };
  });
}

/** The reference finds out only when the token is stored, and takes any text for a key. */
function certificateKeyOf(value: unknown, printJoin: boolean): string {
  if (value === undefined) return '';
  const key = String(value);
  parseCertificateKey(key);
  if (printJoin) return key;
  throw new KubeadmError('certificate-key-alone', '--certificate-key means something for a join command only', {
    hint: 'add --print-join-command (the certificates are uploaded under this key already), or --control-plane (to upload them under it)',
  });
}

/** Ids are looked for before the first token is made: all are made, or none. */
async function refuseTakenIds(host: Host, tokens: readonly BootstrapToken[]): Promise<void> {
  const ids = tokens.map(({ token }) => token.slice(0, 6));
  const found = await Promise.all(ids.map((id) => host.getObject(tokenSecretRef(id))));
  const taken = ids.filter((_, index) => found[index] !== undefined);
  if (taken.length === 0) return;
  const [id = ''] = taken;
  const what =
    taken.length === 1 ? `a token with the id "${id}" exists` : `tokens with the ids ${taken.join(', ')} exist`;
  throw new KubeadmError('token-id-taken', `${what} already`, {
    hint: `choose another id (or none: a random token is made), or delete the old one first: kubeadm-ts token delete ${taken.join(' ')}`,
  });
}

function warnOfUselessTokens(tokens: readonly BootstrapToken[], { emit }: Reporter): void {
  const lacking = TOKEN_USAGES.filter((usage) => tokens.some(({ usages }) => !usages.includes(usage)));
  if (lacking.length === 0) return;
  emit({ type: 'warning', message: `no machine can join with a token without the usage ${lacking.join(', ')}` });
}
