import { formatNanoseconds, parseDuration, parseDurationNanoseconds } from '../duration.ts';
import { describeNode, type ScalarNode, type YamlNode } from '../source/yaml-node.ts';
import type {
  IntegerSchema,
  ListSchema,
  MapSchema,
  OptionalSchema,
  Schema,
  StructSchema,
  TextFormSchema,
} from './schema.ts';

type ScalarSchema = Exclude<Schema, ListSchema | MapSchema | OptionalSchema | StructSchema>;

/** A value, or what is wrong with the node. */
type Outcome = { readonly value: string | number | boolean } | Mismatch;

interface Mismatch {
  readonly wrong: string;
  readonly hint?: string;
}

const DURATION_EXAMPLE = 'a duration such as 1h30m or 90s';

/** Read one scalar as its schema wants it. The node is not null. */
export function decodeScalar(schema: ScalarSchema, node: YamlNode): Outcome {
  if (node.kind !== 'scalar') return { wrong: `expected ${expectation(schema)}, found a ${node.kind}` };
  switch (schema.kind) {
    case 'string':
      return typeof node.value === 'string' ? { value: node.value } : unquoted(schema, node);
    case 'bool':
      return typeof node.value === 'boolean' ? { value: node.value } : mismatch(schema, node);
    case 'integer':
      return decodeInteger(schema, node);
    case 'float':
      return typeof node.value === 'number' && Number.isFinite(node.value)
        ? { value: schema.bits === 32 ? shortFloat32(node.value) : node.value }
        : mismatch(schema, node);
    case 'duration': {
      const value = typeof node.value === 'string' ? parseDuration(node.value) : undefined;
      return value === undefined ? mismatch(schema, node) : { value };
    }
    case 'log-flush':
      return decodeLogFlush(schema, node);
    case 'text-form':
      return decodeForm(schema, node);
  }
}

function decodeInteger(schema: IntegerSchema, node: ScalarNode): Outcome {
  if (typeof node.value !== 'number' || !Number.isInteger(node.value)) return mismatch(schema, node);
  if (node.literal !== undefined)
    return { ...mismatch(schema, node), hint: 'JSON wants it without a point or an exponent' };
  const [least, most] = schema.unsigned
    ? [0, 2 ** schema.bits - 1]
    : [-(2 ** (schema.bits - 1)), 2 ** (schema.bits - 1) - 1];
  const fits = node.value >= least && node.value <= most && Number.isSafeInteger(node.value);
  return fits ? { value: node.value } : { wrong: `${node.text} does not fit ${schema.bits} bits` };
}

function decodeLogFlush(schema: ScalarSchema, node: ScalarNode): Outcome {
  if (typeof node.value === 'number' && Number.isSafeInteger(node.value)) return { value: node.value };
  const parsed = typeof node.value === 'string' ? parseDurationNanoseconds(node.value) : undefined;
  return parsed === undefined ? mismatch(schema, node) : { value: formatNanoseconds(parsed) };
}

function decodeForm(schema: TextFormSchema, node: ScalarNode): Outcome {
  const isText = typeof node.value === 'string' || (schema.numbers && typeof node.value === 'number');
  const value = isText
    ? schema.read(typeof node.value === 'string' ? node.value : (node.literal ?? String(node.value)))
    : undefined;
  if (value !== undefined) return { value };
  return schema.secret ? { wrong: `this is not ${schema.expected}` } : mismatch(schema, node);
}

function mismatch(schema: ScalarSchema, node: ScalarNode): Mismatch {
  const found =
    typeof node.value === 'string'
      ? `the string ${JSON.stringify(node.value)}`
      : `the ${node.value === null ? 'value' : describeNode(node)} ${node.text || 'null'}`;
  const hint =
    typeof node.value === 'string' && (schema.kind === 'integer' || schema.kind === 'bool')
      ? 'write the value without quotes'
      : undefined;
  return { wrong: `expected ${expectation(schema)}, found ${found}`, ...(hint === undefined ? {} : { hint }) };
}

function unquoted(schema: ScalarSchema, node: ScalarNode): Outcome {
  const found =
    schema.kind === 'string' && schema.secret === true
      ? `a ${describeNode(node)}`
      : `the ${describeNode(node)} ${node.text}`;
  return { wrong: `expected ${expectation(schema)}, found ${found}`, hint: 'put the value in quotes' };
}

function expectation(schema: ScalarSchema): string {
  switch (schema.kind) {
    case 'string':
      return 'a string';
    case 'bool':
      return 'true or false';
    case 'integer':
      return 'a whole number';
    case 'float':
      return 'a number';
    case 'duration':
      return DURATION_EXAMPLE;
    case 'log-flush':
      return `${DURATION_EXAMPLE}, or nanoseconds as a number`;
    case 'text-form':
      return schema.expected;
  }
}

/** The shortest decimal that is the same 32-bit float, as Go prints it. */
function shortFloat32(value: number): number {
  const rounded = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(rounded.toPrecision(digits));
    if (Math.fround(short) === rounded) return short;
  }
  return rounded;
}
