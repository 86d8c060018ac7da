import { explainField } from '../../pkg/config/explain/explain.ts';
import type { Invocation } from '../cli/command.ts';

/**
 * `config explain`: what a kind or a field is for.
 *
 * @throws KubeadmError `unknown-kind`, `unknown-field`, `ambiguous-field`
 */
export async function explainPath({ io, args, flags }: Invocation): Promise<void> {
  const version = flags['api-version'];
  const text = explainField(args[0] ?? '', {
    recursive: flags['recursive'] === true,
    columns: io.stdoutIsTTY === true ? io.columns : undefined,
    apiVersion: version === undefined ? undefined : String(version),
  });
  io.stdout(text.endsWith('\n') ? text : `${text}\n`);
}
