/** Random and timed parts of texts, and what stands for them. */
const CHANGING: readonly (readonly [pattern: RegExp, standIn: string])[] = [
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, '<token>'],
  [/bootstrap-token-[a-z0-9]{6}\b/g, 'bootstrap-token-<id>'],
  [/certificate-authority-data: \S+/g, 'certificate-authority-data: <authority>'],
];

/**
 * Data without what differs from run to run: random tokens, times, what depends on random keys.
 *
 * @param given - the configuration's text: a token that stands there is none that was made
 */
export function normalised(value: unknown, given: string): unknown {
  if (typeof value === 'string') return normalisedText(value, given);
  if (Array.isArray(value)) return value.map((item) => normalised(item, given));
  if (typeof value !== 'object' || value === null) return value;
  const fields = isTokenSecret(value) ? readableSecret(value, given) : value;
  return Object.fromEntries(
    Object.entries(fields)
      .map(([key, item]): [string, unknown] =>
        key.startsWith('jws-kubeconfig-')
          ? ['jws-kubeconfig', '<signature>']
          : [normalisedText(key, given), normalised(item, given)],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function normalisedText(text: string, given: string): string {
  return CHANGING.reduce(
    (result, [pattern, standIn]) =>
      result.replace(pattern, (found) => (given.includes(found.replace('bootstrap-token-', '')) ? found : standIn)),
    text,
  );
}

interface TokenSecret {
  readonly data: Readonly<Record<string, string>>;
}

function isTokenSecret(value: object): value is TokenSecret {
  return 'type' in value && value.type === 'bootstrap.kubernetes.io/token' && 'data' in value;
}

function readableSecret(secret: TokenSecret, given: string): object {
  const data = Object.fromEntries(
    Object.entries(secret.data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
  if (data['expiration'] !== undefined) data['expiration'] = '<time>';
  if (!given.includes(data['token-secret'] ?? ''))
    Object.assign(data, { 'token-id': '<id>', 'token-secret': '<secret>' });
  return { ...secret, data };
}
