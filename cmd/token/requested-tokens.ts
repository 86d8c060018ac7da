import { InvalidConfigError, type ConfigIssue } from '../../pkg/config/issue.ts';
import { parseDuration } from '../../pkg/config/duration.ts';
import type { BootstrapToken } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { isToken } from '../../pkg/token/bootstrap-token.ts';
import { wantedToken } from '../../pkg/token/wanted-token.ts';
import type { Invocation } from '../cli/command.ts';
import type { Machine } from '../machine/machine.ts';
import { withoutSecret } from './without-secret.ts';

/** What `token create` was asked to make. */
export interface RequestedTokens {
  readonly tokens: readonly BootstrapToken[];
  /** Key of a configuration file, or nothing. */
  readonly certificateKey: string;
  readonly warnings: readonly string[];
}

/**
 * The tokens that the command line, or the configuration file that it names, asks for. Nothing is asked of the cluster.
 *
 * @param now - their life begins here
 * @throws KubeadmError `invalid-token`, `mixed-flags`, `invalid-configuration` naming all that is wrong
 */
export async function requestedTokens(
  { flags, args }: Pick<Invocation, 'flags' | 'args'>,
  machine: Machine,
  now: Date,
): Promise<RequestedTokens> {
  const [token] = args;
  if (token !== undefined && !isToken(token)) throw notAToken(token);
  const file = String(flags['config'] ?? '');
  if (file === '') return byFlags(flags, token, now);
  const { tokensOfFile } = await import('./tokens-of-file.ts');
  return tokensOfFile(file, { flags, token, machine, now });
}

function byFlags(flags: Invocation['flags'], token: string | undefined, now: Date): RequestedTokens {
  const issues: ConfigIssue[] = [];
  const { description, usages, groups, ttl } = flags as Partial<Record<string, string>> & {
    readonly usages?: readonly string[];
    readonly groups?: readonly string[];
  };
  const wish = { token, description, usages, groups, ttl: ttl === undefined ? undefined : parseDuration(ttl) };
  const wanted = wantedToken(wish, now, (flag, message, hint) => issues.push({ path: '', flag, message, hint }));
  if (issues.length > 0) throw new InvalidConfigError(issues);
  const never = wanted.ttl < 0 ? ['a --ttl below 0 makes a token that never expires, as 0 does'] : [];
  return { tokens: [wanted], certificateKey: '', warnings: never };
}

function notAToken(text: string): KubeadmError {
  return new KubeadmError('invalid-token', `"${withoutSecret(text)}" is no bootstrap token`, {
    hint: 'a token is six lower-case letters or digits, a dot, and sixteen more of them: leave it out to get a random one, or make one with `kubeadm-ts token generate`',
  });
}
