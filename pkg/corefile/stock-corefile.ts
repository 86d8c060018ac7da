import { parseCorefile, type CorefilePlugin } from './corefile.ts';

/** How the Corefile of an earlier release of Kubernetes differs from that of others. */
interface Era {
  readonly health: string;
  readonly ready: boolean;
  readonly kubernetes: readonly string[];
  readonly upstream: string;
  readonly loop: boolean;
}

const WITH_UPSTREAM = ['upstream'];
const WITH_TTL = ['ttl 30'];
const FORWARD = 'forward . *';

/** The default Corefiles of Kubernetes 1.11 to 1.20, and of what followed until the cluster's own names were not cached. */
const ERAS: readonly Era[] = [
  { health: 'health', ready: false, kubernetes: WITH_UPSTREAM, upstream: 'proxy . *', loop: false },
  { health: 'health', ready: false, kubernetes: WITH_UPSTREAM, upstream: 'proxy . *', loop: true },
  { health: 'health', ready: false, kubernetes: [...WITH_UPSTREAM, ...WITH_TTL], upstream: FORWARD, loop: true },
  { health: 'health', ready: true, kubernetes: WITH_TTL, upstream: FORWARD, loop: true },
  { health: 'health{lameduck 5s}', ready: true, kubernetes: WITH_TTL, upstream: FORWARD, loop: true },
  {
    health: 'health{lameduck 5s}',
    ready: true,
    kubernetes: WITH_TTL,
    upstream: `${FORWARD}{max_concurrent 1000}`,
    loop: true,
  },
];

const STOCK: ReadonlySet<string> = new Set(ERAS.map((era) => joined(pluginsOf(era))));

function pluginsOf({ health, ready, kubernetes, upstream, loop }: Era): readonly string[] {
  const options = ['pods insecure', 'fallthrough in-addr.arpa ip6.arpa', ...kubernetes].sort().join(';');
  return [
    'errors',
    health,
    ...(ready ? ['ready'] : []),
    `kubernetes *{${options}}`,
    'prometheus :9153',
    upstream,
    'cache 30',
    ...(loop ? ['loop', 'loadbalance'] : []),
    'reload',
  ];
}

/**
 * Whether a Corefile is one that an earlier release of Kubernetes wrote by default, whatever the cluster's domain and
 * the resolvers are: nobody edited it, so that the default of today may take its place.
 */
export function isStockCorefile(text: string): boolean {
  try {
    const { servers } = parseCorefile(text);
    const [server] = servers;
    if (server === undefined || servers.length > 1 || server.keys.join(' ') !== '.:53') return false;
    return STOCK.has(joined(server.plugins.map(canonical)));
  } catch {
    return false;
  }
}

/** The order of plugins and options means nothing in CoreDNS. */
function joined(plugins: readonly string[]): string {
  return [...plugins].sort().join('\n');
}

function canonical({ name, args, options }: CorefilePlugin): string {
  const lines = options.map((option) => [option.name, ...option.args].join(' ')).sort();
  const block = lines.length === 0 ? '' : `{${lines.join(';')}}`;
  return `${[name, ...canonicalArgs(name, args)].join(' ')}${block}`;
}

function canonicalArgs(name: string, args: readonly string[]): readonly string[] {
  if (name === 'kubernetes' && args.length > 0) return ['*'];
  if ((name === 'forward' || name === 'proxy') && args.length === 2 && args[0] === '.') return ['.', '*'];
  return args;
}
