import { expect } from 'chai';
import fc from 'fast-check';
import { bool, integer, list, message, nested, text, textMap } from '../../../pkg/cri/protobuf.ts';

const inner = message({ name: text(1), attempt: integer(2) });
const outer = message({
  id: text(1),
  inner: nested(2, inner),
  all: list(3, inner),
  on: bool(4),
  labels: textMap(5),
  big: integer(200),
});

/** `08 96 01` and so on: bytes as the encoding guide writes them. */
function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('protobuf messages', () => {
  it('encodes as the examples of the encoding guide', () => {
    expect(hex(message({ a: integer(1) }).encode({ a: 150 }))).to.equal('089601');
    expect(hex(message({ b: text(2) }).encode({ b: 'testing' }))).to.equal('120774657374696e67');
    expect(hex(message({ c: nested(3, message({ a: integer(1) })) }).encode({ c: { a: 150 } }))).to.equal('1a03089601');
    expect(hex(message({ a: integer(1) }).encode({ a: -2 }))).to.equal('08feffffffffffffffff01');
  });

  it('reads back whatever it wrote', () => {
    const part = fc.record({ name: fc.string({ unit: 'binary' }), attempt: fc.integer() });
    const whole = fc.record({
      id: fc.string({ unit: 'binary' }),
      inner: fc.option(part, { nil: undefined }),
      all: fc.array(part),
      on: fc.boolean(),
      labels: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
      big: fc.maxSafeInteger(),
    });
    const readsBack = fc.property(
      whole,
      (value) => void expect(outer.decode(outer.encode(value))).to.deep.equal(value),
    );
    fc.assert(readsBack, { numRuns: 50 });
  });

  it('gives defaults for what was not sent', () => {
    expect(outer.decode(new Uint8Array(0))).to.deep.equal({
      id: '',
      inner: undefined,
      all: [],
      on: false,
      labels: {},
      big: 0,
    });
  });

  it('tells an empty message that was sent from one that was not', () => {
    expect(outer.decode(Buffer.from('1200', 'hex')).inner).to.deep.equal({ name: '', attempt: 0 });
  });

  it('skips fields that it does not know, of every wire type', () => {
    const unknown = ['7001', '7a03616263', '71' + '00'.repeat(8), '75' + '00'.repeat(4)].join('');
    expect(inner.decode(Buffer.from(`${unknown}0a0178`, 'hex'))).to.deep.equal({ name: 'x', attempt: 0 });
  });

  for (const [what, bytes] of Object.entries({
    'a length': '0a05616263',
    'a number': '1080',
    'a fixed number': '2d00',
    'a group': '0b',
  })) {
    it(`refuses ${what} that is cut off or not of this world`, () => {
      expect(() => inner.decode(Buffer.from(bytes, 'hex'))).to.throw(RangeError);
    });
  }

  it('refuses a number that never ends', () => {
    expect(() => inner.decode(Buffer.from(`10${'ff'.repeat(11)}`, 'hex'))).to.throw(
      RangeError,
      'longer than ten bytes',
    );
  });
});
