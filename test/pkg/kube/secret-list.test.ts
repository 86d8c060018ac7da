import fc from 'fast-check';
import { expect } from 'chai';
import { bytesRecord, varintRecord } from '../../../pkg/cri/protobuf-wire.ts';
import { readSecretList } from '../../../pkg/kube/secret-list.ts';

/** Field numbers of generated.proto in apimachinery and in api/core/v1. */
const text = (field: number, value: string): Uint8Array => bytesRecord(field, Buffer.from(value));
const message = (field: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  bytesRecord(field, Buffer.concat(parts));

function secret(name: string, data: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const managedFields = message(17, text(1, 'kubectl'), text(2, 'x'.repeat(300)));
  const metadata = message(1, text(1, name), text(3, 'kube-system'), varintRecord(7, 5n), managedFields);
  const entries = Object.entries(data).map(([key, value]) =>
    message(2, text(1, key), bytesRecord(2, Buffer.from(value))),
  );
  return message(2, metadata, ...entries, text(3, 'Opaque'));
}

function answer(token: string, ...secrets: readonly Uint8Array[]): Buffer {
  const list = Buffer.concat([message(1, text(2, '4711'), text(3, token)), ...secrets]);
  const unknown = [message(1, text(1, 'v1'), text(2, 'SecretList')), bytesRecord(2, list), text(3, ''), text(4, '')];
  return Buffer.concat([Buffer.from('k8s\0'), ...unknown]);
}

const LONG = 'long '.repeat(60);
const ANSWER = answer(
  'next page',
  secret('a', { description: 'first', 'token-id': 'aaaaaa' }),
  secret('b', { description: LONG, 'token-id': 'bbbbbb' }),
  secret('c', { description: 'für alle', empty: '' }),
  secret('d', {}),
);
const DATA = [
  ['a', { description: 'first', 'token-id': 'aaaaaa' }],
  ['b', { description: LONG, 'token-id': 'bbbbbb' }],
  ['c', { description: 'für alle', empty: '' }],
  ['d', {}],
];

describe('a list of Secrets in protobuf', () => {
  it('is read with names and data, whatever else stands in it', () => {
    const { items, metadata: list } = readSecretList(ANSWER);
    expect(list.continue).equal('next page');
    expect(items.map(({ metadata, stringData }) => [metadata.name, stringData])).deep.equal(DATA);
    expect(items[0]).include({ apiVersion: 'v1', kind: 'Secret' });
  });

  it('is read the same, whatever its neighbours look like', () => {
    const key = fc.constantFrom('a', 'token-id', 'usage.x', '__proto', 'k'.repeat(120));
    const tricky = fc.constantFrom(
      '',
      'x'.repeat(127),
      'x'.repeat(128),
      'ü',
      'line\nfeed',
      '\x12\x05\n\x01a\x12\x00',
      '\x7f~',
    );
    const value = fc.oneof(fc.stringMatching(/^[ -~]{0,12}$/), tricky);
    const one = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (all) => {
        const { items } = readSecretList(answer('', ...all.map((data, index) => secret(`s${index}`, data))));
        expect(items.map(({ stringData }) => stringData)).deep.equal(all);
        // a second look, and in another order
        expect(items.map(({ metadata }) => metadata.name)).deep.equal(all.map((_, index) => `s${index}`));
        expect([...items].reverse().map(({ stringData }) => stringData)).deep.equal([...all].reverse());
      }),
      { numRuns: 300 },
    );
  });

  it('may be empty', () => {
    expect(readSecretList(answer(''))).deep.equal({ items: [], metadata: { continue: '' } });
  });

  it('is refused when it is cut off, or something else', () => {
    for (const wrong of [
      ANSWER.subarray(0, -20),
      ANSWER.subarray(0, 2),
      Buffer.from('{"kind":"SecretList"}'),
      Buffer.concat([Buffer.from('k8s\0'), Buffer.from([0x0b])]),
    ]) {
      expect(() => readSecretList(wrong)).throw(/cannot be read/);
    }
  });

  it('is refused when a key in it is longer than its place', () => {
    const broken = Buffer.from(ANSWER);
    broken[broken.indexOf('description') - 1] = 0x7f;
    expect(() => readSecretList(broken).items.map(({ stringData }) => stringData)).throw(/cannot be read/);
  });
});
