import type { ApiAttempt } from './api-error.ts';
import { decodeResponse } from './decode-response.ts';
import type { KubeObject } from './kube-object.ts';
import { readSecretList } from './secret-list.ts';
import type { Transport } from './transport.ts';

interface SecretList {
  readonly items: readonly KubeObject[];
  readonly metadata?: { readonly continue?: string };
}

/**
 * All Secrets of a list, with their names and data only, in the API server's own encoding.
 *
 * @param pathOf - the path of the page that a token stands for; the first has none
 * @returns Secrets with `stringData`; as they are where the server speaks JSON only
 * @throws ApiError
 */
export async function listBareSecrets(
  transport: Transport,
  pathOf: (token: string) => string,
  attempt: ApiAttempt,
): Promise<readonly KubeObject[]> {
  const items: KubeObject[] = [];
  let token = '';
  do {
    const page = await fetchPage(transport, pathOf(token), attempt);
    for (const item of page.items) items.push(item);
    token = page.metadata?.continue ?? '';
  } while (token !== '');
  return items;
}

async function fetchPage(transport: Transport, path: string, attempt: ApiAttempt): Promise<SecretList> {
  const response = await transport.send({ method: 'GET', path, protobuf: true });
  if (response.bytes !== undefined && response.status === 200) return readSecretList(response.bytes);
  // failures come in the same encoding: asked again, the server says it as JSON
  const answer = response.bytes === undefined ? response : await transport.send({ method: 'GET', path });
  const { items, metadata } = decodeResponse<SecretList>(answer, attempt);
  // items of a list do not carry their apiVersion and kind
  return { items: items.map((item) => ({ ...item, apiVersion: 'v1', kind: 'Secret' })), ...(metadata && { metadata }) };
}
