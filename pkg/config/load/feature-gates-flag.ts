import { KubeadmError } from '../../errors/kubeadm-error.ts';
import { FEATURE_GATES, type FeatureGateName } from '../feature-gates.ts';
import { didYouMean } from '../suggestion.ts';

/** Words that Go's `strconv.ParseBool` takes. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((word) => [word, false] as const),
]);

export interface GatesFromFlag {
  readonly gates: Readonly<Record<string, boolean>>;
  readonly warnings: readonly string[];
}

/**
 * Read `--feature-gates`: `name=true,name=false`; empty items are passed over.
 *
 * @throws KubeadmError `invalid-feature-gates` for an unknown name, a missing `=` or a value that is no boolean
 */
export function parseFeatureGates(text: string): GatesFromFlag {
  const gates: Record<string, boolean> = {};
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const [name, value] = nameAndValue(item);
    gates[name] = value;
  }
  const deprecated = Object.keys(gates).filter((name) => FEATURE_GATES[name as FeatureGateName].stage === 'deprecated');
  return {
    gates,
    warnings: deprecated.map(
      (name) => `the feature gate ${name} is deprecated: ${FEATURE_GATES[name as FeatureGateName].doc}`,
    ),
  };
}

function nameAndValue(item: string): readonly [string, boolean] {
  const known = Object.keys(FEATURE_GATES);
  const split = item.indexOf('=');
  if (split < 0) throw invalid(`"${item}" has no "="`);
  const [name, word] = [item.slice(0, split).trim(), item.slice(split + 1).trim()];
  if (!known.includes(name)) throw invalid(`there is no feature gate "${name}"${didYouMean(name, known)}`);
  const value = BOOLEANS.get(word);
  if (value === undefined) throw invalid(`the value of ${name} is neither true nor false: "${word}"`);
  return [name, value];
}

function invalid(reason: string): KubeadmError {
  return new KubeadmError('invalid-feature-gates', `--feature-gates cannot be read: ${reason}`, {
    hint: `write it like --feature-gates ${Object.keys(FEATURE_GATES)[1] ?? ''}=true; known gates: ${Object.keys(FEATURE_GATES).join(', ')}`,
  });
}
