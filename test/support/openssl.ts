import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Why tests with openssl cannot run here; `undefined` when they can. */
function opensslMissing(): string | undefined {
  return spawnSync('openssl', ['version']).status === 0 ? undefined : 'openssl is not installed';
}

/** A test that needs openssl: where there is none it is skipped, and its title says why. */
export function itWithOpenssl(title: string, test: () => void | Promise<void>): void {
  const missing = opensslMissing();
  if (missing === undefined) it(title, test);
  else it.skip(`${title} (skipped: ${missing})`);
}

/** What openssl prints. @throws Error with its messages when it fails */
export function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Files in a temporary folder, for the time of a test. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => T,
): Promise<Awaited<T>> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-test-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content, { mode: 0o600 });
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
