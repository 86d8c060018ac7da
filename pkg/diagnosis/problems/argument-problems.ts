import type { KnownProblem } from '../known-problem.ts';
import { argumentsField } from './where-to-edit.ts';

/** Arguments that a process refuses: the same again at every start. Words of pflag, Go's flag and component-base. */
export const ARGUMENT_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'unknown-flag',
    pattern: /(?:unknown (?:shorthand )?flag: (?:'[^']*' in )?|flag provided but not defined: )(-{1,2}[\w-]+)/,
    persistence: 'final',
    problem: ([, flag = '']) => `it does not know the flag ${flag}`,
    hint: ([, flag = ''], facts) =>
      `take ${flag} out of ${argumentsField(facts)} (or out of your patches), or correct its spelling`,
  },
  {
    id: 'bad-flag-value',
    pattern: /invalid (?:argument|value) "([^"\\]*)\\?" for (?:\\?"([^"\\]+)\\?" flag|flag (-[\w-]+))(?:: (.*))?/,
    persistence: 'final',
    problem: ([, value = '', long, short]) => `the value "${value}" does not suit the flag ${long ?? short ?? ''}`,
    hint: (_, facts) => `correct the value in ${argumentsField(facts)} or in your patches`,
  },
  {
    id: 'unknown-feature-gate',
    // some builds only warn of it
    pattern: /^(?!W\d).*unrecognized feature gate: (\w+)/,
    persistence: 'final',
    problem: ([, gate = '']) => `it does not know the feature gate ${gate}`,
    hint: ([, gate = ''], { subject }) =>
      subject === 'kubelet'
        ? `take ${gate} out of featureGates of the KubeletConfiguration: this version does not have it (any more)`
        : `take ${gate} out of the feature-gates argument: this version does not have it (any more)`,
  },
  {
    id: 'locked-feature-gate',
    pattern: /cannot set feature gate (\w+) to (\w+), feature is locked to (\w+)/,
    persistence: 'final',
    problem: ([, gate = '', wanted = '', locked = '']) =>
      `the feature gate ${gate} cannot be ${wanted}: it is fixed at ${locked}`,
    hint: ([, gate = '']) => `take ${gate} out of the feature gates`,
  },
  {
    id: 'service-range-too-large',
    pattern: /specified --(?:secondary-)?service-cluster-ip-range is too large/,
    persistence: 'final',
    problem: () => 'the service subnet is larger than the API server accepts',
    hint: () => 'choose a smaller networking.serviceSubnet (at most 20 host bits for IPv4, a /108 for IPv6)',
  },
  {
    id: 'node-range-too-large',
    pattern: /node CIDR size is too big|--cluster-cidr.*(?:invalid|must)|CIDR set failed/,
    persistence: 'final',
    problem: () => 'networking.podSubnet does not leave room for one block of addresses per node',
    hint: () => 'choose a larger networking.podSubnet, or set node-cidr-mask-size in controllerManager.extraArgs',
  },
];
