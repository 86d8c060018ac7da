import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { jsonText } from './json-text.ts';
import type { ObjectPrinter } from './object-printer.ts';
import { isOutputObject, type OutputValue } from './output-object.ts';

/** One step from a value to those inside of it. */
type PathStep = { readonly field: string } | { readonly index: number } | { readonly every: true };

type Part =
  | { readonly text: string }
  | { readonly path: readonly PathStep[] }
  | { readonly range: readonly PathStep[]; readonly body: readonly Part[] };

export interface JsonPathOptions {
  /** Whether a path may lead nowhere. */
  readonly allowMissing: boolean;
  /** All that the paths lead to as one JSON list. */
  readonly asJson: boolean;
}

/**
 * A JSONPath template as kubectl writes it, applied to each object on its own: text, `{.field}`, `{.list[0]}`,
 * `{.list[*]}`, `{"text"}`, `{range .list[*]}...{end}`. Filters, slices and `..` are not run here.
 *
 * @throws KubeadmError `invalid-template`
 */
export function jsonPathPrinter(template: string, { allowMissing, asJson }: JsonPathOptions): ObjectPrinter {
  const parts = parse(template);
  const find = (path: readonly PathStep[], from: OutputValue): readonly OutputValue[] =>
    follow(path, from, allowMissing);
  const print = (each: readonly Part[], from: OutputValue): string =>
    each
      .map((part) => {
        if ('text' in part) return part.text;
        if ('path' in part) return find(part.path, from).map(shown).join(' ');
        return find(part.range, from)
          .map((item) => print(part.body, item))
          .join('');
      })
      .join('');
  if (!asJson) return (object) => print(parts, object);
  const paths = parts.flatMap((part) => ('path' in part ? [part.path] : []));
  return (object) => jsonText(paths.flatMap((path) => find(path, object)));
}

function shown(value: OutputValue): string {
  return typeof value === 'object' ? JSON.stringify(sorted(value)) : String(value);
}

/** Keys in alphabetical order, as the reference prints what is inside of a value. */
function sorted(value: OutputValue): OutputValue {
  if (Array.isArray(value)) return (value as readonly OutputValue[]).map(sorted);
  if (!isOutputObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(
    keys.flatMap((key) => {
      const field = value[key];
      return field === undefined ? [] : [[key, sorted(field)]];
    }),
  );
}

function parse(template: string): readonly Part[] {
  const stack: { readonly range: readonly PathStep[]; readonly body: Part[] }[] = [{ range: [], body: [] }];
  const add = (part: Part): void => void stack.at(-1)?.body.push(part);
  for (const [, text, action = ''] of template.matchAll(/([^{]+)|\{((?:"(?:\\.|[^"\\])*"|'[^']*'|[^}])*)\}|\{/gs)) {
    const inside = action.trim();
    if (text !== undefined) add({ text });
    else if (inside === 'end') {
      const ended = stack.pop();
      if (ended === undefined || stack.length === 0) throw bad('{end} ends no {range}', template);
      add(ended);
    } else if (/^range\s/.test(inside)) stack.push({ range: pathOf(inside.slice(5).trim(), template), body: [] });
    else if (/^["']/.test(inside)) add({ text: literal(inside, template) });
    else add({ path: pathOf(inside, template) });
  }
  const [whole, open] = stack;
  if (whole === undefined || open !== undefined) throw bad('a {range} is not ended by {end}', template);
  return whole.body;
}

function literal(quoted: string, template: string): string {
  const [, double, single] = /^(?:"((?:\\.|[^"\\])*)"|'([^']*)')$/s.exec(quoted) ?? [];
  if (single !== undefined) return single;
  if (double === undefined) throw bad(`${quoted} is no text`, template);
  try {
    return JSON.parse(`"${double}"`) as string;
  } catch {
    throw bad(`${quoted} is no text`, template);
  }
}

const STEP = /\.([\w-]+)|\['([^']+)'\]|\[(-?\d+)\]|(\[\*\]|\.\*)/y;

function pathOf(text: string, template: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  let at = /^[$@]/.test(text) ? 1 : 0;
  if (text.slice(at) === '' && at === 1) return steps;
  // `{.}` is the object itself
  if (text === '.') return steps;
  do {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) throw bad(`{${text}} is not run here`, template);
    const [, dotted, bracketed, index, every] = match;
    if (every !== undefined) steps.push({ every: true });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ field: dotted ?? bracketed ?? '' });
    at = STEP.lastIndex;
  } while (at < text.length);
  return steps;
}

function follow(path: readonly PathStep[], from: OutputValue, allowMissing: boolean): readonly OutputValue[] {
  return path.reduce<readonly OutputValue[]>(
    (values, step) =>
      values.flatMap((value) => {
        const next = inside(value, step);
        if (next.length > 0 || allowMissing || 'every' in step) return next;
        const name = 'field' in step ? step.field : `[${step.index}]`;
        throw new KubeadmError('missing-field', `the template names "${name}", and an object has no such field`, {
          hint: 'leave --allow-missing-template-keys=false out to print nothing there',
        });
      }),
    [from],
  );
}

function inside(value: OutputValue, step: PathStep): readonly OutputValue[] {
  if ('every' in step) {
    if (Array.isArray(value)) return value as readonly OutputValue[];
    return isOutputObject(value) ? present(Object.values(value)) : [];
  }
  if ('index' in step) return Array.isArray(value) ? present([value.at(step.index) as OutputValue | undefined]) : [];
  return isOutputObject(value) && Object.hasOwn(value, step.field) ? present([value[step.field]]) : [];
}

function present(values: readonly (OutputValue | undefined)[]): readonly OutputValue[] {
  return values.filter((value) => value !== undefined);
}

function bad(why: string, template: string): KubeadmError {
  return new KubeadmError('invalid-template', `the JSONPath template ${template} cannot be used: ${why}`, {
    hint: 'text, {.field}, {.list[0]}, {.list[*]}, {"\\n"} and {range .list[*]}...{end} are understood; for more, pipe -o json into jq',
  });
}
