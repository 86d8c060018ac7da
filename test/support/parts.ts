import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type PartName = 'containerd' | 'dockerd' | 'etcd';

/** Where a real part is, or why there is none. */
export type Part =
  { readonly path: string; readonly missing?: undefined } | { readonly path?: undefined; readonly missing: string };

interface PartSource {
  /** The environment variable that names the program itself. */
  readonly variable: string;
  /** The environment variable that names a folder with the program in it. */
  readonly folder: string;
  /** What Debian and Ubuntu call its packages. */
  readonly packages: readonly string[];
}

const PARTS: Readonly<Record<PartName, PartSource>> = {
  containerd: { variable: 'CONTAINERD', folder: 'CRI_BIN', packages: ['containerd', 'runc'] },
  dockerd: { variable: 'DOCKERD', folder: 'CRI_BIN', packages: ['docker.io'] },
  etcd: { variable: 'ETCD', folder: 'KUBE_BIN', packages: ['etcd-server'] },
};
/** Set to `no`, it keeps the test set-up from installing packages. */
const INSTALL_VARIABLE = 'KUBEADM_TS_INSTALL_PARTS';
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Debian's maintainer scripts ask this program before they start a service; 101 is "not allowed" (invoke-rc.d(8)). */
const POLICY = '/usr/sbin/policy-rc.d';
/** An installation downloads some 100 MB at worst. */
const INSTALL_TIMEOUT = 600_000;

/** A real part that is on this machine already: named by the environment, or in PATH. Changes nothing. */
export function findPart(name: PartName): Part {
  const { variable, folder } = PARTS[name];
  const given = process.env[variable];
  if (given !== undefined && given !== '') {
    return isProgram(given) ? { path: given } : { missing: `${variable} names ${given}, which is not a program` };
  }
  const path = findProgram(name, process.env[folder]);
  return path === undefined ? { missing: `${name} is not installed (set ${variable} to its path)` } : { path };
}

/** The path of a program in a folder, in PATH or in the system's folders. */
export function findProgram(name: string, folder?: string): string | undefined {
  const folders = [folder ?? '', ...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders
    .filter((each) => each !== '')
    .map((each) => join(each, name))
    .find(isProgram);
}

/**
 * A real part, installed from the distribution's package where it is absent and that can be done. To be called in a
 * `before` hook: it raises the hook's timeout, and skips the suite with the reason where there is no such part.
 *
 * @returns the program's path
 */
export async function requirePart(context: Mocha.Context, name: PartName): Promise<string> {
  const found = findPart(name);
  if (found.path !== undefined) return found.path;
  context.timeout(INSTALL_TIMEOUT);
  const refusal = whyNotInstalled(name);
  const part = refusal === undefined ? await installPart(name) : { missing: `${found.missing}; ${refusal}` };
  if (part.path !== undefined) return part.path;
  return skipSuite(context, part.missing);
}

/** Skip a suite from its `before` hook, and say why: mocha itself shows no reason. */
export function skipSuite(context: Mocha.Context, reason: string): never {
  console.log(`    skipped: ${reason}`);
  return context.skip();
}

/** Why packages cannot be installed here; `undefined` when they can. */
function whyNotInstalled(name: PartName): string | undefined {
  const packages = PARTS[name].packages.join(' ');
  if (process.env[INSTALL_VARIABLE] === 'no') return `${INSTALL_VARIABLE}=no keeps the tests from installing it`;
  if (process.getuid?.() !== 0) return `only root can install it (apt-get install ${packages})`;
  if (findProgram('apt-get') === undefined) return 'without apt-get the tests cannot install it';
  return undefined;
}

const installations = new Map<PartName, Promise<Part>>();
let listsUpdated: Promise<unknown> | undefined;

/** Once in a run of the tests, however many suites ask. */
function installPart(name: PartName): Promise<Part> {
  const begun = installations.get(name) ?? install(name);
  installations.set(name, begun);
  return begun;
}

async function install(name: PartName): Promise<Part> {
  const { packages } = PARTS[name];
  console.log(`    installing ${packages.join(', ')} for the integration tests`);
  try {
    await (listsUpdated ??= aptGet('update', '-qq'));
    await withoutServices(() => aptGet('install', '-y', '-qq', '--no-install-recommends', ...packages));
    return findPart(name);
  } catch (error) {
    return { missing: `${name} could not be installed: ${lastLine(error)}` };
  }
}

async function aptGet(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', [...args], { env, timeout: INSTALL_TIMEOUT, maxBuffer: 64 << 20 });
}

/** No service of a new package starts by itself: the suites start what they need, with their own settings. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
