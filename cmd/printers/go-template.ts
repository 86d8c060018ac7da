import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { ObjectPrinter } from './object-printer.ts';
import { isOutputObject, type OutputObject, type OutputValue } from './output-object.ts';

/** What an action stands for: a text, or the fields that lead to a value. */
type Operand = { readonly text: string } | { readonly fields: readonly string[] };

type Part =
  | Operand
  | {
      readonly block: 'if' | 'range' | 'with';
      readonly of: Operand;
      readonly body: readonly Part[];
      readonly otherwise: readonly Part[];
    };

/** A block whose end has not come yet. */
interface Open {
  readonly block: 'if' | 'range' | 'with' | 'all';
  readonly of: Operand;
  readonly body: Part[];
  readonly otherwise: Part[];
  inElse: boolean;
}

const NO_VALUE = '<no value>';
const ACTION = /\{\{(-\s)?\s*((?:"(?:\\.|[^"\\])*"|`[^`]*`|[^}]|\}(?!\}))*?)\s*(\s-)?\}\}/gs;

/**
 * A template of Go's text/template, applied to each object on its own: text, `{{.field}}`, `{{"text"}}`, `{{if}}`,
 * `{{range}}` and `{{with}}` with `{{else}}`. Functions, variables and pipes are not run here.
 *
 * @throws KubeadmError `invalid-template`
 */
export function goTemplatePrinter(template: string, options: { readonly allowMissing: boolean }): ObjectPrinter {
  const parts = parse(template);
  return (object) => run(parts, object, options.allowMissing);
}

function run(parts: readonly Part[], dot: OutputValue, allowMissing: boolean): string {
  return parts
    .map((part) => {
      const operand = 'block' in part ? part.of : part;
      const value = 'text' in operand ? operand.text : valueAt(operand.fields, dot, allowMissing);
      if (!('block' in part)) return value === undefined ? NO_VALUE : shown(value);
      if (isEmpty(value)) return run(part.otherwise, dot, allowMissing);
      if (part.block === 'if') return run(part.body, dot, allowMissing);
      if (part.block === 'with') return run(part.body, value ?? '', allowMissing);
      return itemsOf(value)
        .map((item) => run(part.body, item, allowMissing))
        .join('');
    })
    .join('');
}

function valueAt(fields: readonly string[], dot: OutputValue, allowMissing: boolean): OutputValue | undefined {
  return fields.reduce<OutputValue | undefined>((value, field) => {
    const next = isOutputObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
    if (next !== undefined || allowMissing) return next;
    throw new KubeadmError('missing-field', `the template names "${field}", and an object has no such field`, {
      hint: `leave --allow-missing-template-keys=false out to print ${NO_VALUE} there`,
    });
  }, dot);
}

function isEmpty(value: OutputValue | undefined): boolean {
  return value === undefined || value === '' || value === 0 || value === false || itemsOf(value).length === 0;
}

/** What `range` goes through; one item for what is no list and no object. */
function itemsOf(value: OutputValue | undefined): readonly OutputValue[] {
  if (Array.isArray(value)) return value as readonly OutputValue[];
  if (!isOutputObject(value)) return value === undefined ? [] : [value];
  return sortedFields(value).map(([, item]) => item);
}

/** As Go prints values: `[a b]`, `map[a:b]`. */
function shown(value: OutputValue): string {
  if (Array.isArray(value)) return `[${(value as readonly OutputValue[]).map(shown).join(' ')}]`;
  if (!isOutputObject(value)) return String(value);
  return `map[${sortedFields(value)
    .map(([key, item]) => `${key}:${shown(item)}`)
    .join(' ')}]`;
}

function sortedFields(object: OutputObject): readonly (readonly [string, OutputValue])[] {
  return Object.keys(object)
    .sort()
    .flatMap((key) => {
      const value = object[key];
      return value === undefined ? [] : [[key, value] as const];
    });
}

function parse(template: string): readonly Part[] {
  const stack: Open[] = [open('all', { fields: [] })];
  let from = 0;
  let trim = false;
  const text = (to: number, cut: boolean): void => {
    const raw = template.slice(from, to);
    if (raw.includes('{{')) throw bad('an action is not ended by }}', template);
    const left = trim ? raw.trimStart() : raw;
    add(stack, { text: cut ? left.trimEnd() : left });
  };
  for (const match of template.matchAll(ACTION)) {
    text(match.index, match[1] !== undefined);
    act(match[2] ?? '', stack, template);
    trim = match[3] !== undefined;
    from = match.index + match[0].length;
  }
  text(template.length, false);
  const [all] = stack;
  if (all === undefined || stack.length > 1) throw bad('a block is not ended by {{end}}', template);
  return all.body;
}

/** One action: the beginning, the middle or the end of a block, or something to print. */
function act(action: string, stack: Open[], template: string): void {
  const [, block, operand = ''] = /^(if|range|with)\s+(.*)$/s.exec(action) ?? [];
  if (/^\/\*.*\*\/$/s.test(action)) return;
  if (block !== undefined) stack.push(open(block as 'if', operandOf(operand, template)));
  else if (action === 'else') elseOf(stack, template);
  else if (action === 'end') endOf(stack, template);
  else add(stack, operandOf(action, template));
}

function elseOf(stack: readonly Open[], template: string): void {
  const top = stack.at(-1);
  if (top === undefined || top.block === 'all' || top.inElse) throw bad('{{else}} belongs to no block', template);
  top.inElse = true;
}

function endOf(stack: Open[], template: string): void {
  const top = stack.pop();
  if (top === undefined || top.block === 'all') throw bad('{{end}} ends no block', template);
  const { block, of, body, otherwise } = top;
  add(stack, { block, of, body, otherwise });
}

function add(stack: readonly Open[], part: Part): void {
  const top = stack.at(-1);
  (top?.inElse === true ? top.otherwise : top?.body)?.push(part);
}

function open(block: Open['block'], of: Operand): Open {
  return { block, of, body: [], otherwise: [], inElse: false };
}

function operandOf(text: string, template: string): Operand {
  if (/^`[^`]*`$/.test(text)) return { text: text.slice(1, -1) };
  if (/^"(\\.|[^"\\])*"$/s.test(text)) return { text: unquoted(text, template) };
  if (text === '.' || text === '$') return { fields: [] };
  if (/^(\.[A-Za-z_]\w*)+$/.test(text)) return { fields: text.slice(1).split('.') };
  throw bad(`{{${text}}} is not run here`, template);
}

function unquoted(text: string, template: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw bad(`${text} is no text`, template);
  }
}

function bad(why: string, template: string): KubeadmError {
  return new KubeadmError('invalid-template', `the template ${template} cannot be used: ${why}`, {
    hint: 'text, {{.field}}, {{"\\n"}}, {{if}}, {{range}} and {{with}} with {{else}} are understood; for more, pipe -o json into jq',
  });
}
