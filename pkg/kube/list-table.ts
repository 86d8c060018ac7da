import type { ApiAttempt } from './api-error.ts';
import { decodeResponse } from './decode-response.ts';
import type { KubeObject } from './kube-object.ts';
import type { Transport } from './transport.ts';

/** What a row of the server's table is made into; `undefined` where it lacks a column. */
export type RowReader = (name: string, cells: Readonly<Record<string, unknown>>) => KubeObject | undefined;

/** meta.k8s.io/v1 Table, as far as it is read. */
interface Table {
  readonly kind?: string;
  readonly columnDefinitions?: readonly { readonly name: string }[];
  readonly rows?: readonly { readonly cells: readonly unknown[] }[];
  readonly metadata?: { readonly continue?: string };
}

/**
 * A list as the server's own table shows it, in pages.
 *
 * @param pathOf - the path of the page that a token stands for; the first has none
 * @returns `undefined` where the server has no table, or not the columns that are read
 * @throws ApiError
 */
export async function listTable(
  transport: Transport,
  pathOf: (token: string) => string,
  attempt: ApiAttempt,
  read: RowReader,
): Promise<readonly KubeObject[] | undefined> {
  const items: KubeObject[] = [];
  let token = '';
  do {
    const path = `${pathOf(token)}&includeObject=None`;
    const page = decodeResponse<Table>(await transport.send({ method: 'GET', path, table: true }), attempt);
    const found = page.kind === 'Table' ? rowsOf(page, read) : undefined;
    if (found === undefined) return undefined;
    for (const item of found) items.push(item);
    token = page.metadata?.continue ?? '';
  } while (token !== '');
  return items;
}

function rowsOf({ columnDefinitions = [], rows = [] }: Table, read: RowReader): readonly KubeObject[] | undefined {
  const names = columnDefinitions.map(({ name }) => name);
  const items: KubeObject[] = [];
  for (const { cells } of rows) {
    const byName = Object.fromEntries(names.map((name, index) => [name, cells[index]]));
    const item = typeof byName['Name'] === 'string' ? read(byName['Name'], byName) : undefined;
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
