import { hostname } from 'node:os';
import { nodeName } from '../../pkg/config/defaults/node-name.ts';
import {
  COMPONENT_KINDS,
  componentDefaults,
  initDefaults,
  joinDefaults,
  resetDefaults,
  upgradeDefaults,
  type ComponentKind,
} from '../../pkg/config/print/default-documents.ts';
import { didYouMean } from '../../pkg/config/suggestion.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import { writeYamlDocuments } from '../../pkg/yaml/write-yaml.ts';
import type { Invocation } from '../cli/command.ts';

type Documents = (invocation: Invocation) => readonly JsonObject[];

/** What `config print <command>-defaults` prints. */
const DEFAULTS_OF = {
  init: ({ flags }) => [...initDefaults(), ...askedComponents(flags['component-configs']).map(componentDefaults)],
  join: (invocation) => joinDefaults(ownName(invocation)),
  reset: resetDefaults,
  upgrade: upgradeDefaults,
} as const satisfies Readonly<Record<string, Documents>>;

/**
 * `config print ...-defaults`: the defaults of a command as a configuration file.
 *
 * @throws KubeadmError `unknown-component`; `invalid-node-name` where the host name is empty
 */
export async function printDefaults(command: keyof typeof DEFAULTS_OF, invocation: Invocation): Promise<void> {
  const documents: Documents = DEFAULTS_OF[command];
  invocation.io.stdout(writeYamlDocuments(documents(invocation)));
}

/** In the order in which they were named; a kind that stands twice in a file cannot be read. */
function askedComponents(given: Invocation['flags'][string]): readonly ComponentKind[] {
  const names = Array.isArray(given) ? (given as readonly string[]).map((name) => name.trim()) : [];
  return [...new Set(names)].map((name) => {
    const kind = COMPONENT_KINDS.find((each) => each === name);
    if (kind !== undefined) return kind;
    throw new KubeadmError(
      'unknown-component',
      `--component-configs does not know ${JSON.stringify(name)}${didYouMean(name, COMPONENT_KINDS)}`,
      { hint: `components are named by the kind of their configuration: ${COMPONENT_KINDS.join(', ')}` },
    );
  });
}

function ownName({ io }: Invocation): string {
  const found = nodeName('', io.machine?.('').view.hostname() ?? hostname());
  if (found.wrong === undefined) return found.value;
  throw new KubeadmError('invalid-node-name', found.wrong, { hint: found.hint });
}
