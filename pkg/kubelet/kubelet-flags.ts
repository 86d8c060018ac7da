import type { Arg, InitConfig, Taint } from '../config/types.ts';
import { featureEnabled } from '../config/feature-gates.ts';

/** What decides the kubelet's flags. */
export interface KubeletFlagsInput {
  readonly config: Pick<InitConfig, 'nodeRegistration' | 'cluster'>;
  /** As the operating system says it. */
  readonly hostname: string;
  /** Whether the kubelet registers its Node with the configured taints: that of a worker does. */
  readonly registerTaints?: boolean;
}

/**
 * The flags that the kubelet is started with: defaults, each dropped where kubeletExtraArgs names it, then
 * kubeletExtraArgs in their order, duplicates kept.
 */
export function kubeletFlags({ config, hostname, registerTaints }: KubeletFlagsInput): readonly Arg[] {
  const { name, criSocket, kubeletExtraArgs, taints } = config.nodeRegistration;
  const defaults: Arg[] = [];
  if (!featureEnabled(config.cluster.featureGates, 'NodeLocalCRISocket')) {
    defaults.push({ name: 'container-runtime-endpoint', value: criSocket });
  }
  // the kubelet finds its node name by itself where it is the host name
  if (name !== hostname.trim().toLowerCase()) defaults.push({ name: 'hostname-override', value: name });
  if (registerTaints === true && taints.length > 0) {
    defaults.push({ name: 'register-with-taints', value: taints.map(taintText).join(',') });
  }
  const given = new Set(kubeletExtraArgs.map((arg) => arg.name));
  return [...defaults.filter((arg) => !given.has(arg.name)), ...kubeletExtraArgs];
}

/** `key=value:effect`, without the value where there is none. */
function taintText({ key, value, effect }: Taint): string {
  return value === undefined || value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}

/** The text of kubeadm-flags.env: one variable, quoted as Go quotes a string. */
export function kubeletFlagsEnv(flags: readonly Arg[]): string {
  const text = flags.map(({ name, value }) => `--${name}=${value}`).join(' ');
  return `KUBELET_KUBEADM_ARGS=${goQuote(text)}\n`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Letters, marks, numbers, punctuation and symbols are printable to Go, and of the spaces only the ASCII one. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A text in double quotes as Go's `%q` writes it. */
export function goQuote(text: string): string {
  return `"${[...text].map(goEscape).join('')}"`;
}

function goEscape(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  if (PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
