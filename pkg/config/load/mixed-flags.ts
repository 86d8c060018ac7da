import { KubeadmError } from '../../errors/kubeadm-error.ts';

/** Flags that go together with `--config`, besides those that begin with `skip-`. */
const ALLOWED: ReadonlySet<string> = new Set([
  'config',
  'ignore-preflight-errors',
  'dry-run',
  'kubeconfig',
  'kubeconfig-dir',
  'node-name',
  'upload-certs',
  'print-manifest',
  'print-join-command',
  'output',
  'allow-missing-template-keys',
  'show-managed-fields',
  'rootfs',
  'v',
  'log-file',
  'yes',
]);

/** No file has a field for these. */
const WITHOUT_FIELD: ReadonlySet<string> = new Set([
  'drain',
  'drain-timeout',
  'delete-bare-pods',
  'delete-emptydir-data',
]);

/**
 * Refuse flags that say what the configuration file has to say.
 *
 * @param setFlags - names of every flag that was set, without dashes; a name may stand there twice
 * @throws KubeadmError `mixed-flags` naming them, sorted
 */
export function refuseMixedFlags(setFlags: readonly string[]): void {
  const unlike = (name: string): boolean => !ALLOWED.has(name) && !WITHOUT_FIELD.has(name) && !name.startsWith('skip-');
  const mixed = [...new Set(setFlags)].filter(unlike).sort();
  if (mixed.length === 0) return;
  throw new KubeadmError('mixed-flags', `--config cannot be combined with these flags: [${mixed.join(' ')}]`, {
    hint: `set the same in the configuration file, or leave --config out; beside it go only ${allowedNames()}`,
  });
}

/** The flags that go together with `--config`, for a sentence. Not every command has all of them. */
export function allowedNames(): string {
  const names = [...ALLOWED].filter((name) => name !== 'config').sort();
  return `${names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(', ')} and what begins with --skip-`;
}

/**
 * Names of the flags that were set, as on the command line: `apiserverBindPort` is `apiserver-bind-port`.
 *
 * @param flags - by name, each absent or `undefined` where it was not set; nothing but flags
 */
export function setFlagNames(flags: object): readonly string[] {
  const set = Object.entries(flags).filter(([, value]) => value !== undefined);
  return set.map(([property]) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}
