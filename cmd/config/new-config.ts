import { dirname, resolve } from 'node:path';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { WriteFile } from '../../pkg/host/change.ts';
import type { FileInfo, HostView } from '../../pkg/host/host.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { Invocation } from '../cli/command.ts';
import { realMachine } from '../machine/real-machine.ts';

/** As the reference makes the file; no bit more than the old file has, because tokens may stand in both. */
const MODE = 0o644;
const OWNER_WRITES = 0o600;

/** Writes the result. @param from - the file that it was made of */
export type WriteConfig = (text: string, from: FileInfo | undefined) => Promise<void>;

/**
 * Where `--new-config` leads, looked at before any work is done. A file that is there keeps its mode and its owner, and
 * a symbolic link stays one.
 *
 * @throws KubeadmError `new-config-unusable`
 */
export async function newConfig({ io, flags }: Invocation, view: HostView, path: string): Promise<WriteConfig> {
  const rootfs = String(flags['rootfs'] ?? '');
  const given = rootfs === '' ? resolve(path) : resolve('/', path);
  const found = await view.stat(given);
  if (found?.kind === 'directory') throw unusable(path, 'it is a folder');
  if (found?.kind === 'other') throw unusable(path, 'it is no file');
  const there = found?.kind === 'file' ? found : undefined;
  const target = (await view.linkTarget(given)) ?? given;
  const folder = await view.stat(dirname(target));
  if (folder?.kind !== 'directory') throw unusable(path, `there is no folder ${dirname(target)}`);
  return async (content, from) => {
    const owner = there === undefined || view.uid !== 0 ? {} : { owner: { uid: there.uid, gid: there.gid } };
    const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
    const change: WriteFile = {
      kind: 'write-file',
      path: target,
      content,
      secret: true,
      mode: modeFor(there, from),
      ...owner,
    };
    try {
      await machine.host(NO_CLUSTER).change(change);
    } catch (error) {
      throw unusable(path, 'it cannot be written', error);
    } finally {
      machine.close();
    }
  };
}

/** Nothing is told, and no cluster is asked. */
const NO_CLUSTER = {
  emit: () => undefined,
  kubeconfig: '',
  server: undefined,
  apiCallTimeoutMs: 0,
  unreachableIsAbsent: false,
} as const;

function modeFor(there: FileInfo | undefined, from: FileInfo | undefined): number {
  if (there !== undefined) return there.mode;
  return from?.kind === 'file' ? (MODE & from.mode) | OWNER_WRITES : MODE;
}

function unusable(path: string, why: string, cause?: unknown): KubeadmError {
  return new KubeadmError('new-config-unusable', `${path} cannot take the new configuration: ${why}`, {
    hint: 'name a file in a folder that exists with --new-config, or leave it out to print the result',
    ...(cause === undefined ? {} : { cause }),
  });
}
