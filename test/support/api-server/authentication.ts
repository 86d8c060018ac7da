import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/**
 * Who sends a request: a client certificate (CN is the user, each O a group), a static token, a bootstrap token from
 * a Secret, or nobody. `undefined` when credentials were shown that do not hold (401).
 *
 * @param tokens - static tokens and their users
 */
export function authenticate(
  request: IncomingMessage,
  store: ObjectStore,
  tokens: ReadonlyMap<string, User>,
): User | undefined {
  const fromCertificate = certificateUser(request);
  if (fromCertificate !== undefined) return authenticated(fromCertificate);
  const header = request.headers.authorization;
  if (header === undefined) return presentsCertificate(request) ? undefined : ANONYMOUS;
  const token = /^Bearer (.+)$/.exec(header)?.[1];
  if (token === undefined) return undefined;
  const user = tokens.get(token) ?? bootstrapUser(token, store);
  return user === undefined ? undefined : authenticated(user);
}

function authenticated(user: User): User {
  return { ...user, groups: [...user.groups, 'system:authenticated'] };
}

function presentsCertificate({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket && socket.getPeerX509Certificate() !== undefined;
}

function certificateUser({ socket }: IncomingMessage): User | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // Attributes of one multi-valued RDN are joined by ' + '.
  const subject = socket.getPeerX509Certificate()?.subject.split(/\n| \+ /) ?? [];
  const values = (type: string): readonly string[] =>
    subject.filter((part) => part.startsWith(`${type}=`)).map((part) => part.slice(type.length + 1));
  const [name] = values('CN');
  return name === undefined ? undefined : { name, groups: values('O') };
}

/** A bootstrap token counts while its Secret says `usage-bootstrap-authentication` and has not expired. */
function bootstrapUser(token: string, store: ObjectStore): User | undefined {
  const [, id = '', secret = ''] = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(token) ?? [];
  if (id === '') return undefined;
  const found = store.find({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: 'kube-system',
    name: `bootstrap-token-${id}`,
  });
  const value = (key: string): string => Buffer.from(textAt(found, 'data', key) ?? '', 'base64').toString('utf8');
  const expiration = value('expiration');
  const usable =
    textAt(found, 'type') === 'bootstrap.kubernetes.io/token' &&
    value('token-id') === id &&
    sameText(value('token-secret'), secret) &&
    value('usage-bootstrap-authentication') === 'true' &&
    (expiration === '' || new Date(expiration) > store.now());
  if (!usable) return undefined;
  const extra = value('auth-extra-groups')
    .split(',')
    .filter((group) => group !== '');
  return { name: `system:bootstrap:${id}`, groups: ['system:bootstrappers', ...extra] };
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
