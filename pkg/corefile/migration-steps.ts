import type { Corefile, CorefileOption, CorefilePlugin, CorefileServer } from './corefile.ts';

/** What a release of CoreDNS changed, and what a Corefile has to change with it. */
export interface MigrationStep {
  /** The release that needs it. */
  readonly release: string;
  /** What is told where it changed something. */
  readonly says: string;
  /**
   * Whether the release does not work without it (a thing was removed, or a default is needed), or only passes over
   * what it takes away: such a step is made along with others, and is no reason for a migration.
   */
  readonly needed: boolean;
  readonly apply: (corefile: Corefile) => Corefile;
}

/** Source: the reference's rules, 1.36.2. No release after 1.8.0 changed what an older Corefile may say. */
export const MIGRATION_STEPS: readonly MigrationStep[] = [
  {
    release: '1.2.0',
    says: 'proxy no longer has the protocol https_google: it is dropped',
    needed: true,
    apply: eachOption('proxy', (option) => (isGoogle(option) ? undefined : option)),
  },
  {
    release: '1.2.1',
    says: 'loop is added where queries are forwarded: it finds loops',
    needed: true,
    apply: eachServer((server) => withPlugin(server, 'loop', ['forward', 'proxy'])),
  },
  {
    release: '1.4.0',
    says: 'forward for a domain of its own moves to a server block of its own',
    needed: true,
    apply: stubDomainsApart,
  },
  {
    release: '1.5.0',
    says: 'proxy was removed: forward takes its place',
    needed: true,
    apply: eachPlugin('proxy', forwardInstead),
  },
  {
    release: '1.5.0',
    says: 'ready is added: Kubernetes asks it whether CoreDNS may be used',
    needed: true,
    apply: eachServer((server) => withPlugin(server, 'ready', ['kubernetes'])),
  },
  {
    release: '1.5.0',
    says: 'forward for a domain of its own moves to a server block of its own',
    needed: true,
    apply: stubDomainsApart,
  },
  {
    release: '1.6.5',
    says: 'health is given "lameduck 5s": queries under way are answered before CoreDNS ends',
    needed: true,
    apply: eachPlugin('health', (plugin) => withOption(plugin, 'lameduck', '5s')),
  },
  {
    release: '1.7.0',
    says: 'forward is given "max_concurrent 1000": queries without an answer do not pile up',
    needed: true,
    apply: eachPlugin('forward', (plugin) => withOption(plugin, 'max_concurrent', '1000')),
  },
  {
    // removed in 1.7.0
    release: '1.7.1',
    says: 'kubernetes no longer has resyncperiod and upstream: they are dropped',
    needed: true,
    apply: eachOption('kubernetes', ({ name, args }) =>
      name === 'resyncperiod' || name === 'upstream' ? undefined : { name, args },
    ),
  },
  {
    release: '1.8.0',
    says: 'transfer of kubernetes became a plugin of its own',
    needed: true,
    apply: eachServer(transferApart),
  },
  {
    // passed over since 1.4.0; whatever older Corefile is migrated comes through here
    release: '1.8.0',
    says: 'kubernetes takes one endpoint: further ones are dropped',
    needed: false,
    apply: eachOption('kubernetes', (option) =>
      option.name === 'endpoint' ? { ...option, args: option.args.slice(0, 1) } : option,
    ),
  },
];

type Change<T> = (value: T) => T | undefined;

function eachServer(change: (server: CorefileServer) => CorefileServer): MigrationStep['apply'] {
  return ({ servers }) => ({ servers: servers.map(change) });
}

function eachPlugin(name: string, change: Change<CorefilePlugin>): MigrationStep['apply'] {
  return eachServer((server) => ({
    ...server,
    plugins: server.plugins.flatMap((plugin) => (plugin.name === name ? (change(plugin) ?? []) : [plugin])),
  }));
}

function eachOption(plugin: string, change: Change<CorefileOption>): MigrationStep['apply'] {
  return eachPlugin(plugin, (found) => ({ ...found, options: found.options.flatMap((one) => change(one) ?? []) }));
}

/** At the end of a server that has one of certain others, and not this one. */
function withPlugin(server: CorefileServer, name: string, beside: readonly string[]): CorefileServer {
  const has = (wanted: readonly string[]): boolean => server.plugins.some((plugin) => wanted.includes(plugin.name));
  if (has([name]) || !has(beside)) return server;
  return { ...server, plugins: [...server.plugins, { name, args: [], options: [] }] };
}

function withOption(plugin: CorefilePlugin, name: string, ...args: readonly string[]): CorefilePlugin {
  if (plugin.options.some((option) => option.name === name)) return plugin;
  return { ...plugin, options: [...plugin.options, { name, args }] };
}

function isGoogle({ name, args }: CorefileOption): boolean {
  return name === 'protocol' && args[0] === 'https_google';
}

function forwardInstead({ args, options }: CorefilePlugin): CorefilePlugin {
  return { name: 'forward', args, options: options.flatMap((option) => forwardOption(option) ?? []) };
}

/** Health checks and retries are forward's own business. */
const DROPPED: readonly string[] = ['fail_timeout', 'max_fails', 'health_check', 'spray'];
const FORCE_TCP: CorefileOption = { name: 'force_tcp', args: [] };

function forwardOption(option: CorefileOption): CorefileOption | undefined {
  const { name, args } = option;
  if (DROPPED.includes(name)) return undefined;
  if (name === 'policy' && args.length === 1 && args[0] === 'least_conn') return FORCE_TCP;
  if (name === 'protocol') return args.length >= 2 && args[0] === 'force_tcp' ? FORCE_TCP : undefined;
  return option;
}

/** Since then forward stands once in a block; stub domains of the default block get blocks of their own. */
function stubDomainsApart({ servers }: Corefile): Corefile {
  const apart = servers.map((server) => ({ server, stubs: server.plugins.filter(isStub) }));
  return {
    servers: [
      ...apart.map(({ server, stubs }) => ({
        ...server,
        plugins: server.plugins.filter((plugin) => !stubs.includes(plugin)),
      })),
      ...apart.flatMap(({ server, stubs }) => stubs.map((stub) => stubServer(server, stub))),
    ].filter(({ plugins }) => plugins.length > 0),
  };

  /** A block that forwards its own zone has nothing to give away. */
  function isStub(plugin: CorefilePlugin): boolean {
    return plugin.name === 'forward' && plugin.args[0] !== '.';
  }
}

function stubServer({ keys }: CorefileServer, { name, args: [zone = '', ...to], options }: CorefilePlugin) {
  if (keys.length !== 1 || (keys[0] !== '.' && keys[0] !== '.:53'))
    throw new SyntaxError(
      `forward for ${zone} in the server block ${keys.join(' ')} cannot be moved: only that of a default block can`,
    );
  const plain = (plugin: string, ...args: readonly string[]): CorefilePlugin => ({ name: plugin, args, options: [] });
  return {
    keys: [zone],
    plugins: [{ name, args: ['.', ...to], options }, plain('loop'), plain('errors'), plain('cache', '30')],
  };
}

/** `transfer to` of kubernetes, whose zone the plugin then names. */
function transferApart(server: CorefileServer): CorefileServer {
  const plugins: CorefilePlugin[] = [];
  const added: CorefilePlugin[] = [];
  for (const plugin of server.plugins) {
    if (plugin.name !== 'kubernetes') {
      plugins.push(plugin);
      continue;
    }
    const [zone = '.'] = plugin.args;
    plugins.push({ ...plugin, options: plugin.options.filter((option) => option.name !== 'transfer') });
    for (const { name, args } of plugin.options) {
      if (name !== 'transfer' || args.length < 2) continue;
      added.push({ name: 'transfer', args: [zone], options: [{ name: 'to', args: args.slice(1) }] });
    }
  }
  return { ...server, plugins: [...plugins, ...added] };
}
