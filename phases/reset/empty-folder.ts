import { describeError, hintOf } from '../../pkg/errors/kubeadm-error.ts';
import type { Change } from '../../pkg/host/change.ts';
import { mountsBelow } from '../../pkg/host/mount-points.ts';
import type { ResetContext } from '../reset-context.ts';

type Needs = Pick<ResetContext, 'host' | 'note' | 'warn'>;

/** What could not be removed, with why: everything else is done all the same, and it is told at the end. */
export interface Failure {
  readonly path: string;
  readonly reason: string;
  readonly hint: string | undefined;
}

/**
 * Empty one of our folders where there is something in it. A folder that is a symbolic link is left alone, and so is
 * what is mounted below it, each with a warning.
 *
 * @param why - what is in the folder, for a person
 * @returns what went wrong
 */
export async function emptyFolder(context: Needs, path: string, why: string): Promise<readonly Failure[]> {
  const { host, note, warn } = context;
  const target = await host.linkTarget(path);
  if (target !== undefined) {
    warn(`${path} is a symbolic link to ${target}: left alone; if nobody needs it, empty that folder by hand`);
    return [];
  }
  const names = (await host.listDirectory(path)) ?? [];
  if (names.length === 0) return [];
  const mounts = await mountsBelow(host, path);
  for (const mount of new Set(mounts))
    warn(`something is mounted at ${mount}: left alone; unmount it (umount ${mount}) and look at what is there`);
  const failures = await attempt(context, { kind: 'empty-directory', path, why });
  if (failures.length === 0) note(`emptied ${path}`);
  return failures;
}

/** Remove a file where there is one. @returns what went wrong */
export async function removeFile(context: Needs, path: string, why: string): Promise<readonly Failure[]> {
  const { host } = context;
  const present = (await host.stat(path)) !== undefined || (await host.linkTarget(path)) !== undefined;
  return present ? attempt(context, { kind: 'remove-file', path, why }) : [];
}

async function attempt({ host }: Needs, change: Change & { readonly path: string }): Promise<readonly Failure[]> {
  try {
    await host.change(change);
    return [];
  } catch (error) {
    return [{ path: change.path, reason: describeError(error), hint: hintOf(error) }];
  }
}
