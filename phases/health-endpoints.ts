import type { HostView } from '../pkg/host/host.ts';
import { readYaml } from '../pkg/yaml/read-yaml.ts';

/** Components that tell their health at an endpoint of their own, without credentials. */
export type ProbedComponent = 'kube-controller-manager' | 'kube-scheduler';

interface Endpoint {
  readonly port: string;
  readonly path: string;
}

/** Default ports and paths of health endpoints; both serve HTTPS with a certificate that they signed themselves. */
const ENDPOINTS: Readonly<Record<ProbedComponent, Endpoint>> = {
  'kube-controller-manager': { port: '10257', path: '/healthz' },
  'kube-scheduler': { port: '10259', path: '/livez' },
};

const DEFAULT_ADDRESS = '127.0.0.1';

/**
 * Where a component tells its health, by the arguments in its static Pod manifest. The manifest counts, and not the
 * configuration, because patches may have changed it.
 *
 * @param manifest - its text; `undefined` or unreadable for a component that is run in another way: then the defaults
 */
export function healthUrl(component: ProbedComponent, manifest: string | undefined): string {
  const { port, path } = ENDPOINTS[component];
  const args = manifest === undefined ? [] : commandOf(manifest);
  const address = lastValue(args, '--bind-address') ?? DEFAULT_ADDRESS;
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return `https://${host}:${lastValue(args, '--secure-port') ?? port}${path}`;
}

/** The text of a component's manifest on this machine. */
export function manifestOf(view: HostView, component: string): Promise<string | undefined> {
  return view.readFile(`/etc/kubernetes/manifests/${component}.yaml`);
}

function lastValue(args: readonly string[], flag: string): string | undefined {
  const value = args.findLast((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);
  return value === '' ? undefined : value;
}

/** The words of the first container's `command` and `args`. */
function commandOf(manifest: string): readonly string[] {
  const [container] = listOf(fieldOf(fieldOf(parsed(manifest), 'spec'), 'containers'));
  const words = [...listOf(fieldOf(container, 'command')), ...listOf(fieldOf(container, 'args'))];
  return words.filter((word): word is string => typeof word === 'string');
}

function parsed(manifest: string): unknown {
  try {
    return readYaml(manifest);
  } catch {
    // the kubelet will say so in its log, and the diagnosis will show it
    return undefined;
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
