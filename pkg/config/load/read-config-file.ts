import { KubeadmError } from '../../errors/kubeadm-error.ts';
import type { HostView } from '../../host/host.ts';
import { MAX_FILE_BYTES } from '../source/document-limits.ts';
import { SourceText } from '../source/source-text.ts';

/**
 * Read a configuration file.
 *
 * @param flag - that named it, without dashes, for messages
 * @throws KubeadmError `config-file-unreadable` when it is absent, no file, too large or cannot be read
 */
export async function readConfigFile(
  view: Pick<HostView, 'stat' | 'readFile'>,
  path: string,
  flag = 'config',
): Promise<SourceText> {
  const info = await view.stat(path);
  if (info?.kind === 'directory') throw unreadable(path, 'it is a folder', `name a file with --${flag}`);
  if (info !== undefined && info.size > MAX_FILE_BYTES) throw tooLarge(path, flag);
  const text = info === undefined ? undefined : await view.readFile(path);
  if (text === undefined) throw unreadable(path, 'there is no such file', `check the path given with --${flag}`);
  // A pipe tells its size only once it was read.
  if (text.length > MAX_FILE_BYTES) throw tooLarge(path, flag);
  return new SourceText(path, text);
}

function tooLarge(path: string, flag: string): KubeadmError {
  const hint = `a configuration is a few kilobytes: check that --${flag} names the right file`;
  return unreadable(path, `it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`, hint);
}

function unreadable(path: string, reason: string, hint: string): KubeadmError {
  return new KubeadmError('config-file-unreadable', `the configuration file ${path} cannot be read: ${reason}`, {
    hint,
  });
}
