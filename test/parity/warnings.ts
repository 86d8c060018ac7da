import type { Observation } from './observation.ts';

/** A class of warnings: how each program words it. A group in parentheses says what it is about. */
interface WarningClass {
  readonly name: string;
  readonly theirs: RegExp;
  readonly ours: RegExp;
}

const CLASSES: readonly WarningClass[] = [
  {
    name: 'deprecated version',
    theirs: /deprecated API spec: "[^"]*" \(kind: "(\w+)"\)/g,
    ours: /v1beta3 (\w+) is deprecated/g,
  },
  { name: 'unknown field', theirs: /unknown field "([^"]*)"/g, ours: /: (?:""|(\S+)): there is no such field/g },
  { name: 'repeated key', theirs: /key "([^"]+)" already set/g, ours: /[ .](\w+): this key was already set/g },
  {
    name: 'recommended value',
    theirs: /recommended value for "([^"]+)" in/g,
    ours: /(?:Kubelet|KubeProxy)Configuration: (\S+) is .* is recommended/g,
  },
  { name: 'socket without scheme', theirs: /endpoints without URL scheme/g, ours: /has no scheme: using/g },
  {
    name: 'no version from the network',
    theirs: /could not fetch a Kubernetes version/g,
    ours: /could not be fetched/g,
  },
  {
    name: 'long validity',
    theirs: /(\w*[vV]alidityPeriod): the value .* is more than/g,
    ours: /(\w*[vV]alidityPeriod) \(.*\) is longer than/g,
  },
  { name: 'site-local subnet', theirs: /site-local addresses/g, ours: /site-local range/g },
  {
    name: 'ignored document',
    theirs: /Ignored configuration document with GroupVersionKind \S+, Kind=(\w+)/g,
    ours: /the document \S+ (\w+) is ignored/g,
  },
];

/** What a program warned of, in words that both share. */
export function warningsIn(text: string, by: 'theirs' | 'ours'): Observation['warnings'] {
  return CLASSES.flatMap(({ name, ...words }) => [
    ...new Set(
      [...text.matchAll(words[by])].map(([, about]) =>
        about === undefined || about === '' ? name : `${name}: ${about}`,
      ),
    ),
  ]).sort();
}
