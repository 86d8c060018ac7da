import type { KubeObject, ObjectRef } from '../kube/kube-object.ts';
import { objectData } from '../kube/object-data.ts';
import { isToken } from './bootstrap-token.ts';
import { parseRfc3339, type Timestamp } from './rfc3339.ts';

/** Type of the Secrets that bootstrap tokens live in. */
export const TOKEN_TYPE = 'bootstrap.kubernetes.io/token';
const NAMESPACE = 'kube-system';
const NAME_PREFIX = 'bootstrap-token-';
const USAGE_PREFIX = 'usage-bootstrap-';
/** A usage counts with this very value only. */
const TRUE = 'true';

/** Which objects hold tokens, for a list. Only their names and data are asked for. */
export const TOKEN_SECRETS = {
  namespace: NAMESPACE,
  fieldSelector: `type=${TOKEN_TYPE}`,
  dataOnly: true,
} as const;

/** A bootstrap token as its Secret holds it. */
export interface StoredToken {
  /** `id.secret` */
  readonly token: string;
  readonly description: string;
  /** Absent for a token that never expires. */
  readonly expires: Timestamp | undefined;
  /** In alphabetical order. */
  readonly usages: readonly string[];
  readonly groups: readonly string[];
}

/** The Secret that a token with this id lives in. */
export function tokenSecretRef(id: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: NAME_PREFIX + id };
}

/**
 * The token that a Secret holds.
 *
 * @param secret - from the API server, with `stringData`, or `data` in base64
 * @returns `unusable` with the reason where the API server's token authenticator, or the token cleaner, would not take
 * it either; the reason quotes no secret
 */
export function readTokenSecret(secret: KubeObject): StoredToken | { readonly unusable: string } {
  const data = textsOf(secret);
  const id = data['token-id'] ?? '';
  const token = `${id}.${data['token-secret'] ?? ''}`;
  if (!isToken(token) || secret.metadata.name !== NAME_PREFIX + id) return { unusable: fault(id, token) };
  const expires = parseRfc3339(data['expiration'] ?? '');
  if (expires === undefined && data['expiration']) return { unusable: END };
  const groups = data['auth-extra-groups'] ?? '';
  return {
    token,
    description: data['description'] ?? '',
    expires,
    usages: usagesIn(data),
    groups: groups === '' ? [] : groups.split(','),
  };
}

const END = 'its expiration is no time such as 2030-01-02T15:04:05Z';

function fault(id: string, token: string): string {
  if (id === '') return 'it has no token-id';
  if (token === `${id}.`) return 'it has no token-secret';
  if (isToken(token)) return `its name would have to be ${NAME_PREFIX}${id}, after its token-id`;
  return 'its token-id or token-secret has another form than six and sixteen lower-case letters and digits';
}

function textsOf(secret: KubeObject): Readonly<Record<string, string>> {
  if ('stringData' in secret) return secret.stringData as Readonly<Record<string, string>>;
  const texts = Object.entries(objectData(secret)).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString('utf8'),
  ]);
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

function usagesIn(data: Readonly<Record<string, string>>): readonly string[] {
  const usages: string[] = [];
  for (const key in data) {
    if (data[key] === TRUE && key.startsWith(USAGE_PREFIX)) usages.push(key.slice(USAGE_PREFIX.length));
  }
  // they mostly come in order: there may be thousands of tokens, and even sorting two words takes a while
  return usages.every((usage, index) => index === 0 || usage >= (usages[index - 1] ?? '')) ? usages : usages.sort();
}
