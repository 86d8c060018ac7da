import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { textAt } from './json.ts';

type Columns = Readonly<Record<string, (object: KubeObject) => string>>;

/** What the server's table shows of the kinds that this program reads as tables, as a real one calls it. */
const COLUMNS: Readonly<Record<string, Columns>> = {
  Node: {
    Name: ({ metadata }) => metadata.name,
    Version: (node) => textAt(node, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
  },
};

/** A list as a table without the objects; `undefined` for kinds that are not played. */
export function tableOf(kind: string, objects: readonly KubeObject[]): object | undefined {
  const columns = COLUMNS[kind];
  if (columns === undefined) return undefined;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    columnDefinitions: Object.keys(columns).map((name) => ({ name, type: 'string' })),
    rows: objects.map((object) => ({ cells: Object.values(columns).map((cell) => cell(object)), object: null })),
  };
}
