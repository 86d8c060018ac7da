import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { OutputObject } from './output-object.ts';

/** The text of one object among several. */
export type ObjectPrinter = (object: OutputObject, index: number) => string;

export interface PrinterOptions {
  /** Whether a template may name fields that are not there. */
  readonly allowMissing: boolean;
  /** Formats that the command prints by itself, for messages. */
  readonly more: readonly string[];
  /** A field that every object has, for messages; `token` unless given. */
  readonly field?: string;
  /** For templates in a file. */
  readonly readFile: (path: string) => Promise<string | undefined>;
}

type MakePrinter = (template: string, options: PrinterOptions) => Promise<ObjectPrinter>;

/** Formats without a template. Capital letters do not matter. */
const PLAIN: Readonly<Record<string, () => Promise<ObjectPrinter>>> = {
  json: async () => (await import('./json-text.ts')).jsonText,
  yaml: async () => {
    const { yamlText } = await import('./yaml-text.ts');
    return (object, index) => `${index === 0 ? '' : '---\n'}${yamlText(object)}`;
  },
  kyaml: async () => (await import('./kyaml-text.ts')).kyamlText,
};

const jsonPath: MakePrinter = async (template, { allowMissing }) =>
  (await import('./json-path.ts')).jsonPathPrinter(template, { allowMissing, asJson: false });
const jsonPathAsJson: MakePrinter = async (template, { allowMissing }) =>
  (await import('./json-path.ts')).jsonPathPrinter(template, { allowMissing, asJson: true });
const goTemplate: MakePrinter = async (template, { allowMissing }) =>
  (await import('./go-template.ts')).goTemplatePrinter(template, { allowMissing });
const fromFile =
  (make: MakePrinter): MakePrinter =>
  async (path, options) =>
    make(await templateIn(path, options), options);

/** Formats with a template behind `=`. */
const TEMPLATED: Readonly<Record<string, MakePrinter>> = {
  jsonpath: jsonPath,
  'jsonpath-as-json': jsonPathAsJson,
  'jsonpath-file': fromFile(jsonPath),
  'go-template': goTemplate,
  'go-template-file': fromFile(goTemplate),
  template: goTemplate,
  templatefile: fromFile(goTemplate),
};

/**
 * What `--output` asks for: `json`, `yaml`, `kyaml`, or a template.
 *
 * @throws KubeadmError `invalid-flag` for an unknown format, `invalid-template`
 */
export async function objectPrinter(format: string, options: PrinterOptions): Promise<ObjectPrinter> {
  const plain = PLAIN[format.toLowerCase()];
  if (plain !== undefined) return plain();
  const { field = 'token' } = options;
  const [, name = '', template] = /^([^=]*)(?:=(.*))?$/s.exec(format) ?? [];
  const make = TEMPLATED[name];
  if (make === undefined) throw unknownFormat(format, options);
  if (template !== undefined && template !== '') return make(template, options);
  throw new KubeadmError('invalid-flag', `--output ${name} needs a template`, {
    hint: `write it behind an equals sign, in quotes: -o '${name}=${name.startsWith('json') ? `{.${field}}` : `{{.${field}}}`}'`,
  });
}

async function templateIn(path: string, { readFile }: PrinterOptions): Promise<string> {
  const text = await readFile(path);
  if (text !== undefined) return text;
  throw new KubeadmError('invalid-flag', `there is no template file ${path}`, {
    hint: 'check the path given behind --output',
  });
}

function unknownFormat(format: string, { more }: PrinterOptions): KubeadmError {
  const known = [...more, ...Object.keys(PLAIN), ...Object.keys(TEMPLATED).map((name) => `${name}=...`)].sort();
  return new KubeadmError('invalid-flag', `invalid value "${format}" for --output`, {
    hint: `one of: ${known.join(', ')}`,
  });
}
