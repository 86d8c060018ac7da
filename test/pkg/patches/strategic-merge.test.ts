import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { MERGE_SHAPES } from '../../../pkg/patches/merge-keys.ts';
import { strategicMerge } from '../../../pkg/patches/strategic-merge.ts';
import type { JsonMap } from '../../../pkg/patches/json-values.ts';

const POD = MERGE_SHAPES.Pod;

/** A Pod whose only container has these fields. */
function podWith(container: JsonMap): JsonMap {
  return { kind: 'Pod', spec: { containers: [{ name: 'etcd', ...container }] } };
}

function mergePod(container: JsonMap, patch: JsonMap): unknown {
  const merged = strategicMerge(podWith(container), { spec: { containers: [{ name: 'etcd', ...patch }] } }, POD);
  return (merged.spec as { containers: JsonMap[] }).containers[0];
}

function mergeSpec(spec: JsonMap, patch: JsonMap): JsonMap {
  return strategicMerge({ spec }, { spec: patch }, POD).spec as JsonMap;
}

describe('strategicMerge', () => {
  it('merges mappings and removes what is null', () => {
    expect(strategicMerge({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: null, e: 4 }, d: [1] })).deep.equal({
      a: { c: 2, e: 4 },
      d: [1],
    });
  });

  it('merges containers by name, and their environment, mounts and ports by their keys', () => {
    const before = {
      env: [{ name: 'A', value: '1' }],
      ports: [{ containerPort: 1, name: 'x' }],
      volumeMounts: [{ mountPath: '/a', name: 'a' }],
    };
    const patch = {
      env: [{ name: 'A', value: '2' }],
      ports: [{ containerPort: 1, hostPort: 1 }],
      volumeMounts: [{ mountPath: '/a', readOnly: true }],
    };
    expect(mergePod(before, patch)).deep.equal({
      name: 'etcd',
      env: [{ name: 'A', value: '2' }],
      ports: [{ containerPort: 1, name: 'x', hostPort: 1 }],
      volumeMounts: [{ mountPath: '/a', name: 'a', readOnly: true }],
    });
  });

  it('puts new items ahead of those that only the object has', () => {
    const { volumes } = mergeSpec(
      { volumes: [{ name: 'a' }, { name: 'b' }] },
      { volumes: [{ name: 'c' }, { name: 'b', x: 1 }] },
    );
    // `c` is new, and `b` follows it in the patch; `a` stood before `b`.
    expect(volumes).deep.equal([{ name: 'c' }, { name: 'a' }, { name: 'b', x: 1 }]);
  });

  it('replaces lists that no key is known for', () => {
    const { tolerations } = mergeSpec({ tolerations: [{ key: 'a' }] }, { tolerations: [{ operator: 'Exists' }] });
    expect(tolerations).deep.equal([{ operator: 'Exists' }]);
    expect(mergePod({ command: ['etcd', '--a'] }, { command: ['sh'] })).deep.equal({ name: 'etcd', command: ['sh'] });
    expect(strategicMerge({ clusterDNS: ['a'] }, { clusterDNS: ['b'] })).deep.equal({ clusterDNS: ['b'] });
  });

  it('merges finalizers as a set', () => {
    const merged = strategicMerge(
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['b', 'c'] } },
      POD,
    );
    expect(merged).deep.equal({ metadata: { finalizers: ['a', 'b', 'c'] } });
  });

  it('merges the Pods of a Deployment like Pods', () => {
    const inDeployment = (volumes: JsonMap[]): JsonMap => ({ spec: { template: { spec: { volumes } } } });
    const merged = strategicMerge(
      inDeployment([{ name: 'a', x: 1 }]),
      inDeployment([{ name: 'a', y: 2 }]),
      MERGE_SHAPES.Deployment,
    );
    expect(merged).deep.equal(inDeployment([{ name: 'a', x: 1, y: 2 }]));
  });

  describe('directives', () => {
    it('$patch: replace puts the patch in the place of a mapping', () => {
      expect(strategicMerge({ a: { b: 1 } }, { a: { $patch: 'replace', c: 2 } })).deep.equal({ a: { c: 2 } });
    });

    it('$patch: delete empties a mapping, and does not make one', () => {
      expect(strategicMerge({ a: { b: 1 } }, { a: { $patch: 'delete' }, z: { $patch: 'delete' } })).deep.equal({
        a: {},
      });
    });

    it('$patch: merge is what happens anyway', () => {
      expect(strategicMerge({ a: { b: 1 } }, { a: { $patch: 'merge', c: 2 } })).deep.equal({ a: { b: 1, c: 2 } });
    });

    it('$patch: delete removes an item by its key', () => {
      const { volumes } = mergeSpec(
        { volumes: [{ name: 'a' }, { name: 'b' }] },
        { volumes: [{ name: 'a', $patch: 'delete' }] },
      );
      expect(volumes).deep.equal([{ name: 'b' }]);
    });

    it('$patch: replace in a list drops the items that were there', () => {
      const { volumes } = mergeSpec({ volumes: [{ name: 'a' }] }, { volumes: [{ $patch: 'replace' }, { name: 'b' }] });
      expect(volumes).deep.equal([{ name: 'b' }]);
    });

    it('$retainKeys keeps only the keys that it names', () => {
      const strategy = { rollingUpdate: { maxSurge: 1 }, type: 'RollingUpdate' };
      const patch = { strategy: { $retainKeys: ['type'], type: 'Recreate' } };
      expect(strategicMerge({ strategy }, patch)).deep.equal({ strategy: { type: 'Recreate' } });
    });

    it('$setElementOrder gives the order of a list', () => {
      const before = { volumes: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] };
      const order = { '$setElementOrder/volumes': [{ name: 'c' }, { name: 'a' }] };
      expect(mergeSpec(before, order).volumes).deep.equal([{ name: 'b' }, { name: 'c' }, { name: 'a' }]);
      expect(mergeSpec(before, { ...order, volumes: [{ name: 'a', x: 1 }] }).volumes).deep.equal([
        { name: 'b' },
        { name: 'c' },
        { name: 'a', x: 1 },
      ]);
    });

    it('$deleteFromPrimitiveList removes plain values', () => {
      const merged = strategicMerge(
        { metadata: { finalizers: ['a', 'b'] } },
        { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
        POD,
      );
      expect(merged).deep.equal({ metadata: { finalizers: ['b'] } });
    });

    it('carries directives out in parts that only the patch has', () => {
      expect(strategicMerge({}, { a: { $patch: 'replace', b: { c: null, d: 1 } } })).deep.equal({ a: { b: { d: 1 } } });
    });
  });

  const refused: readonly (readonly [string, JsonMap, RegExp])[] = [
    ['an unknown directive', { spec: { $patch: 'burn' } }, /unknown \$patch: burn/],
    ['an item without its key', { spec: { volumes: [{ hostPath: {} }] } }, /no name to merge by/],
    ['an item that is no mapping', { spec: { volumes: ['a'] } }, /not a mapping/],
    ['$retainKeys that contradicts the patch', { spec: { $retainKeys: ['a'], b: 1 } }, /does not name b/],
  ];
  for (const [name, patch, message] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => strategicMerge({ spec: { volumes: [] } }, patch, POD)).throw(KubeadmError, message);
    });
  }
});
