import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { JsonValue } from '../../../pkg/kube/kube-object.ts';
import { applyJsonPatch } from '../../../pkg/patches/json-patch.ts';

type Case = readonly [name: string, document: JsonValue, patch: JsonValue, result: JsonValue];

/** After the examples of RFC 6902, appendix A. */
const FITTING: readonly Case[] = [
  ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
  [
    'adds a member that is to be replaced but is not there',
    { a: 1 },
    [{ op: 'replace', path: '/b', value: 2 }],
    { a: 1, b: 2 },
  ],
  ['adds an item in the middle', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
  ['adds an item at the end', { a: [1] }, [{ op: 'add', path: '/a/-', value: [2] }], { a: [1, [2]] }],
  ['adds over a member that is there', { a: 1 }, [{ op: 'add', path: '/a', value: null }], { a: null }],
  ['removes a member', { a: 1, b: 2 }, [{ op: 'remove', path: '/b' }], { a: 1 }],
  ['removes an item', { a: [1, 2, 3] }, [{ op: 'remove', path: '/a/1' }], { a: [1, 3] }],
  ['replaces a value', { a: { b: 1 } }, [{ op: 'replace', path: '/a/b', value: 2 }], { a: { b: 2 } }],
  ['replaces an item in place', { a: [1, 2, 3] }, [{ op: 'replace', path: '/a/1', value: 9 }], { a: [1, 9, 3] }],
  ['replaces the whole document', { a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  ['moves a value', { a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
  ['moves an item', { a: [1, 2, 3, 4] }, [{ op: 'move', from: '/a/1', path: '/a/3' }], { a: [1, 3, 4, 2] }],
  ['copies a value', { a: [1] }, [{ op: 'copy', from: '/a', path: '/b' }], { a: [1], b: [1] }],
  [
    'goes on after a test that holds',
    { a: ['x', 2] },
    [
      { op: 'test', path: '/a/1', value: 2 },
      { op: 'remove', path: '/a/0' },
    ],
    { a: [2] },
  ],
  ['ignores members that it does not know', { a: 1 }, [{ op: 'add', path: '/b', value: 2, xyz: 1 }], { a: 1, b: 2 }],
  [
    'reads ~1 as a slash and ~0 as a tilde',
    { 'a/b': 1, '~1': 2 },
    [
      { op: 'remove', path: '/a~1b' },
      { op: 'test', path: '/~01', value: 2 },
    ],
    { '~1': 2 },
  ],
];

const UNFIT: readonly (readonly [string, JsonValue, JsonValue, RegExp])[] = [
  [
    'a test that does not hold',
    { a: 1 },
    [{ op: 'test', path: '/a', value: '1' }],
    /operation 1 \(test \/a\).*expected/,
  ],
  ['a parent that is not there', { a: 1 }, [{ op: 'add', path: '/b/c', value: 1 }], /no "b"/],
  ['a member to remove that is not there', { a: 1 }, [{ op: 'remove', path: '/b' }], /nothing at that place/],
  [
    'an item to replace that is not there',
    { a: [1] },
    [{ op: 'replace', path: '/a/1', value: 1 }],
    /nothing at that place/,
  ],
  ['an index beyond the end', { a: [1] }, [{ op: 'add', path: '/a/3', value: 1 }], /no place "3"/],
  ['an index with a leading zero', { a: [1, 2] }, [{ op: 'remove', path: '/a/01' }], /nothing at that place/],
  ['an unknown operation', { a: 1 }, [{ op: 'toString', path: '/a' }], /op is one of/],
  ['a pointer without a slash', { a: 1 }, [{ op: 'remove', path: 'a' }], /not a JSON pointer/],
  ['an operation without a value', { a: 1 }, [{ op: 'add', path: '/b' }], /no value/],
  ['a value that moves into itself', { a: { b: 1 } }, [{ op: 'move', from: '/a', path: '/a/b' }], /into itself/],
  ['what every JavaScript object has', {}, [{ op: 'remove', path: '/constructor' }], /nothing at that place/],
  ['a mapping instead of a list', { a: 1 }, { op: 'remove', path: '/a' }, /list of operations/],
];

describe('applyJsonPatch', () => {
  for (const [name, document, patch, result] of FITTING) {
    it(name, () => {
      const before = structuredClone(document);
      expect(applyJsonPatch(document, patch)).deep.equal(result);
      expect(document, 'the document itself stays as it is').deep.equal(before);
    });
  }

  for (const [name, document, patch, message] of UNFIT) {
    it(`refuses ${name}`, () => {
      expect(() => applyJsonPatch(document, patch)).throw(KubeadmError, message);
    });
  }
});
