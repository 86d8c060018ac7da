import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { systemCode } from './file-errors.ts';

const WAIT_MS = 5_000;
const RETRY_MS = 200;

/**
 * Hold the lock of an account database (`/etc/passwd.lock`, `/etc/group.lock`) while something is done: the protocol
 * of the shadow tools, so that `useradd`, `vipw` and this program never write at the same time.
 *
 * @throws KubeadmError `accounts-locked` when another program holds it for more than five seconds
 */
export async function withAccountLock<T>(database: string, pid: number, work: () => Promise<T>): Promise<T> {
  const lock = `${database}.lock`;
  const mine = `${database}.${pid}`;
  await writeFile(mine, `${pid}`, { mode: 0o600 });
  try {
    for (let waited = 0; !(await tryLink(mine, lock)); waited += RETRY_MS) {
      if (waited >= WAIT_MS) throw lockedError(database, lock);
      await sleep(RETRY_MS);
    }
  } finally {
    await unlink(mine).catch(() => undefined);
  }
  try {
    return await work();
  } finally {
    await unlink(lock).catch(() => undefined);
  }
}

async function tryLink(mine: string, lock: string): Promise<boolean> {
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    await removeStale(lock);
    return false;
  }
}

/** A lock whose owner is gone is nobody's. */
async function removeStale(lock: string): Promise<void> {
  const owner = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(owner) || owner <= 0) return;
  try {
    process.kill(owner, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') await unlink(lock).catch(() => undefined);
  }
}

function lockedError(database: string, lock: string): KubeadmError {
  return new KubeadmError('accounts-locked', `another program keeps ${database} locked`, {
    hint: `wait for it to end; if none runs, remove ${lock}`,
  });
}
