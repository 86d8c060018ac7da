import { KubeadmError } from '../../errors/kubeadm-error.ts';
import type { HostView } from '../../host/host.ts';
import { MAX_FILE_BYTES } from '../source/document-limits.ts';
import { SourceText } from '../source/source-text.ts';

/**
 * Read a configuration file.
 *
 * @throws KubeadmError `config-file-unreadable` when it is absent, no file, too large or cannot be read
 */
export async function readConfigFile(view: Pick<HostView, 'stat' | 'readFile'>, path: string): Promise<SourceText> {
  const info = await view.stat(path);
  if (info === undefined) throw unreadable(path, 'there is no such file', 'check the path given with --config');
  if (info.kind === 'directory') throw unreadable(path, 'it is a folder', 'name a file with --config');
  if (info.size > MAX_FILE_BYTES)
    throw unreadable(
      path,
      `it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`,
      'a configuration is a few kilobytes: check that --config names the right file',
    );
  const text = await view.readFile(path);
  if (text === undefined) throw unreadable(path, 'there is no such file', 'check the path given with --config');
  return new SourceText(path, text);
}

function unreadable(path: string, reason: string, hint: string): KubeadmError {
  return new KubeadmError('config-file-unreadable', `the configuration file ${path} cannot be read: ${reason}`, {
    hint,
  });
}
