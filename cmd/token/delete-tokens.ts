import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { parseToken } from '../../pkg/token/bootstrap-token.ts';
import { tokenSecretRef } from '../../pkg/token/token-secret.ts';
import type { Invocation } from '../cli/command.ts';
import { inCluster } from './cluster-session.ts';
import { withoutSecret } from './without-secret.ts';

const ID = /^[a-z0-9]{6}$/;

/**
 * `token delete`: tokens by their id, or whole ones, of which the id counts. One after the other: those before one that
 * is not there are gone.
 *
 * @throws KubeadmError `invalid-token` before anything is deleted, `token-not-found`
 */
export async function deleteTokens(invocation: Invocation): Promise<void> {
  const { io, args } = invocation;
  if (args.length === 0) {
    throw new KubeadmError('missing-argument', '`kubeadm-ts token delete` needs to know which token', {
      hint: 'name one or several ids (or whole tokens): kubeadm-ts token delete abcdef; `kubeadm-ts token list` shows them',
    });
  }
  const ids = args.map(idOf);
  await inCluster(invocation, async () => async ({ host }) => {
    for (const [index, id] of ids.entries()) {
      const ref = tokenSecretRef(id);
      if ((await host.getObject(ref)) === undefined) throw notFound(id, ids.slice(index + 1));
      const { apiVersion, kind, ...metadata } = ref;
      await host.change({ kind: 'apply-object', verb: 'delete', object: { apiVersion, kind, metadata } });
      io.stdout(`bootstrap token "${id}" deleted\n`);
    }
  });
}

function idOf(text: string): string {
  const id = ID.test(text) ? text : parseToken(text)?.id;
  if (id !== undefined) return id;
  throw new KubeadmError('invalid-token', `"${withoutSecret(text)}" is neither the id of a token nor a token`, {
    hint: 'an id is six lower-case letters or digits; a token is an id, a dot, and sixteen more of them; `kubeadm-ts token list` shows them',
  });
}

function notFound(id: string, left: readonly string[]): KubeadmError {
  const rest = left.length === 0 ? '' : ` (not looked at any more: ${left.join(', ')})`;
  return new KubeadmError('token-not-found', `there is no token with the id "${id}"${rest}`, {
    hint: 'see which tokens there are: kubeadm-ts token list; the cluster itself removes those that have expired',
  });
}
