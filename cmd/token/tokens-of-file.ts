import { readInitDocuments } from '../../pkg/config/load/init-documents.ts';
import { refuseMixedFlags } from '../../pkg/config/load/mixed-flags.ts';
import { readConfigFile } from '../../pkg/config/load/read-config-file.ts';
import { InvalidConfigError, type ConfigIssue } from '../../pkg/config/issue.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { wantedToken } from '../../pkg/token/wanted-token.ts';
import type { FlagValues } from '../cli/flag.ts';
import type { Machine } from '../machine/machine.ts';
import type { RequestedTokens } from './requested-tokens.ts';

/** What the command line says beside the file. */
interface Beside {
  readonly flags: FlagValues;
  /** The token named as an argument. */
  readonly token: string | undefined;
  readonly machine: Machine;
  /** Their life begins here. */
  readonly now: Date;
}

/**
 * The tokens that a configuration file lists; a random one where it lists none.
 *
 * @param path - looked for below `--rootfs` first, then outside
 * @throws KubeadmError `mixed-flags`, `invalid-configuration`
 */
export async function tokensOfFile(path: string, { flags, token, machine, now }: Beside): Promise<RequestedTokens> {
  // says what to do with the tokens, not what they are
  refuseMixedFlags(Object.keys(flags).filter((name) => name !== 'control-plane'));
  if (token !== undefined) throw twoSources(path);
  const { view, outside } = machine;
  const inside = (await view.stat(path)) !== undefined;
  const { init, locate, errors, warnings } = readInitDocuments(
    await readConfigFile(inside ? view : outside, path),
    false,
  );
  const issues: ConfigIssue[] = [...errors];
  const wishes = init.bootstrapTokens === undefined || init.bootstrapTokens.length === 0 ? [{}] : init.bootstrapTokens;
  const tokens = wishes.map((wish, index) => {
    const at = `bootstrapTokens[${index}]`;
    return wantedToken(wish, now, (field, message, hint) =>
      issues.push({ ...locate('InitConfiguration', `${at}.${field}`), path: `${at}.${field}`, message, hint }),
    );
  });
  tokens.forEach(({ token: each }, index) => {
    const field = `bootstrapTokens[${index}].token`;
    const same = tokens.findIndex((other) => other.token.slice(0, 6) === each.slice(0, 6));
    if (same === index) return;
    const message = `its id is that of bootstrapTokens[${same}], and ids are unique`;
    issues.push({ ...locate('InitConfiguration', field), path: field, message });
  });
  if (issues.length > 0) throw new InvalidConfigError(issues, warnings);
  return { tokens, certificateKey: init.certificateKey ?? '', warnings };
}

function twoSources(path: string): KubeadmError {
  return new KubeadmError('mixed-flags', `a token was given as an argument and ${path} lists tokens as well`, {
    hint: 'write the token into the file (bootstrapTokens), or leave --config out',
  });
}
