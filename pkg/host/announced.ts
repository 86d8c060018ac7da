import type { Emit, ShownChange } from '../events/event.ts';
import { refOf, type KubeObject } from '../kube/kube-object.ts';
import type { Change, WriteFile } from './change.ts';
import type { Host } from './host.ts';

/**
 * A host that tells every change before it is made, with secrets left out.
 *
 * @param skipTokenPrint - also leave out the secret of bootstrap tokens (they are an output of `init` otherwise)
 */
export function announced(host: Host, emit: Emit, options: { readonly skipTokenPrint?: boolean } = {}): Host {
  const wrapped = Object.create(host) as Host;
  return Object.assign(wrapped, {
    change: (change: Change): Promise<void> => {
      emit({ type: 'change', change: shown(change, options.skipTokenPrint === true) });
      return host.change(change);
    },
  });
}

/** A change as it may be shown: no private key, not even an encrypted one, no kubeconfig; modes as octal text. */
export function shown(change: Change, skipTokenPrint: boolean): ShownChange {
  switch (change.kind) {
    case 'write-file':
      return { kind: change.kind, ...shownFile(change) };
    case 'write-files':
      return { kind: change.kind, files: change.files.map(shownFile) };
    case 'make-directory':
      return { ...change, mode: octal(change.mode) };
    case 'set-owner':
      return { ...change, ...(change.mode === undefined ? {} : { mode: octal(change.mode) }) };
    case 'apply-object':
      return { ...change, object: shownObject(change.object, skipTokenPrint) };
    default:
      return { ...change };
  }
}

function shownFile({ path, mode, content, secret }: WriteFile) {
  return { path, mode: octal(mode), ...(secret === true ? {} : { content }) };
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function shownObject(object: KubeObject, skipTokenPrint: boolean): object {
  const { kind, name, namespace } = refOf(object);
  // the key that opens the copies stands in the same output: who reads both has the keys of the authorities
  if (kind === 'Secret' && namespace === 'kube-system' && name === 'kubeadm-certs') return without(object, 'data');
  return skipTokenPrint ? withoutTokenSecret(object) : object;
}

function withoutTokenSecret(object: object): object {
  if (!('type' in object) || object.type !== 'bootstrap.kubernetes.io/token' || !('data' in object)) return object;
  const data = object.data;
  if (typeof data !== 'object' || data === null) return object;
  return { ...object, data: without(data, 'token-secret') };
}

function without(fields: object, name: string): object {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
