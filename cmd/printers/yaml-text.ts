import { compareKeys } from '../../pkg/yaml/key-order.ts';
import { scalarStyle } from '../../pkg/yaml/scalar-style.ts';
import { foldedText } from './folded-text.ts';
import { isOutputObject, type OutputObject, type OutputValue } from './output-object.ts';

/**
 * An object as the reference prints YAML: sorted keys, list items at the indent of their key, long lines folded.
 * It is a writer of its own, because that of pkg/yaml never folds, as files need it; and it is faster with thousands of
 * small objects.
 */
export function yamlText(object: OutputObject): string {
  return linesOf(object, '').join('');
}

function linesOf(object: OutputObject, indent: string): readonly string[] {
  return Object.keys(object)
    .sort(compareKeys)
    .flatMap((key) => {
      const value = object[key];
      return value === undefined ? [] : fieldLines(scalar(key, 0, indent), value, indent);
    });
}

function fieldLines(key: string, value: OutputValue, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${indent}${key}: []\n`];
    return [`${indent}${key}:\n`, ...value.flatMap((item: OutputValue) => itemLines(item, indent))];
  }
  if (isOutputObject(value)) return [`${indent}${key}:\n`, ...linesOf(value, `${indent}  `)];
  return [`${indent}${key}: ${scalar(value as string, indent.length + key.length + 2, `${indent}  `)}\n`];
}

function itemLines(item: OutputValue, indent: string): readonly string[] {
  if (!isOutputObject(item)) return [`${indent}- ${scalar(item as string, indent.length + 2, `${indent}  `)}\n`];
  const [first = '', ...more] = linesOf(item, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...more];
}

/** @param column - where it begins @param indent - of further lines */
function scalar(value: string | number | boolean, column: number, indent: string): string {
  if (typeof value !== 'string') return String(value);
  return foldedText(value, scalarStyle(value, false), { column, indent });
}
