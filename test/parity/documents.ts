import { loadAll } from 'js-yaml';

/** The documents of a YAML text; of one that is no YAML, the text itself. */
export function documentsIn(text: string): readonly unknown[] {
  try {
    return loadAll(text).filter((document) => document !== null && document !== undefined);
  } catch {
    return [text];
  }
}

/** A file's content as data: YAML by its meaning, anything else as it is. */
export function contentOf(path: string, text: string): unknown {
  return path.endsWith('.yaml') ? documentsIn(text)[0] : text;
}

interface ObjectLike {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** `create ConfigMap kube-system/kubeadm-config`. */
export function objectName(verb: string, object: unknown): string {
  const { kind = '?', metadata = {} } = object as ObjectLike;
  return `${verb.toLowerCase()} ${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name ?? '?'}`;
}

/** What becomes of an object depends on its verb: of a patched Node, the reference shows the whole stand-in. */
export function objectContent(object: unknown): unknown {
  const { kind, metadata } = object as ObjectLike;
  return kind === 'Node' ? { kind, name: metadata?.name } : object;
}
