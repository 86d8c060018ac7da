import { KubeadmError } from '../../errors/kubeadm-error.ts';
import type { InitFlags } from '../types.ts';

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

/**
 * Refuse flags that say what the configuration file has to say.
 *
 * @param setFlags - names of every flag that was set, without dashes
 * @throws KubeadmError `mixed-flags` naming them, sorted
 */
export function refuseMixedFlags(setFlags: readonly string[]): void {
  const mixed = setFlags.filter((name) => !ALLOWED.has(name) && !name.startsWith('skip-')).sort();
  if (mixed.length === 0) return;
  throw new KubeadmError('mixed-flags', `--config cannot be combined with these flags: [${mixed.join(' ')}]`, {
    hint: 'set the same in the configuration file, or leave --config out',
  });
}

/** Names of the flags that were set, as on the command line: `apiserverBindPort` is `apiserver-bind-port`. */
export function setFlagNames(flags: InitFlags): readonly string[] {
  const set = Object.entries(flags).filter(([, value]) => value !== undefined);
  return set.map(([property]) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}
