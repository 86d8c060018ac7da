import { placeOfRelease } from './coredns-releases.ts';

/** From which release on, and until before which one, something is known; always where neither is said. */
interface Life {
  readonly since?: string;
  readonly until?: string;
}

interface KnownPlugin extends Life {
  readonly options: Readonly<Record<string, Life>>;
  /** Options that are not names. */
  readonly pattern?: RegExp;
}

/** Options that were always there. */
function always(...names: readonly string[]): Readonly<Record<string, Life>> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** Plugins of Kubernetes' Corefiles with their options. Source: the reference's tables, 1.36.2. */
const KNOWN: Readonly<Record<string, KnownPlugin>> = {
  errors: { options: { consolidate: { since: '1.2.6' }, stacktrace: { since: '1.9.3' } } },
  log: { options: always('class') },
  health: { options: always('lameduck') },
  ready: { since: '1.5.0', options: {} },
  autopath: { options: {} },
  kubernetes: {
    options: {
      ...always('endpoint', 'tls', 'namespaces', 'labels', 'pods', 'endpoint_pod_names', 'ttl', 'noendpoints'),
      ...always('fallthrough', 'ignore'),
      kubeconfig: { since: '1.2.3' },
      resyncperiod: { until: '1.8.0' },
      upstream: { until: '1.8.0' },
      transfer: { until: '1.8.3' },
    },
  },
  k8s_external: { since: '1.3.0', options: { ...always('apex', 'ttl'), fallthrough: { since: '1.11.0' } } },
  prometheus: { options: {} },
  proxy: {
    until: '1.5.1',
    options: always('policy', 'fail_timeout', 'max_fails', 'health_check', 'except', 'spray', 'protocol'),
  },
  forward: {
    options: {
      ...always('except', 'force_tcp', 'expire', 'max_fails', 'tls', 'tls_servername', 'policy', 'health_check'),
      prefer_udp: { since: '1.2.0' },
      max_concurrent: { since: '1.6.9' },
      next: { since: '1.11.4' },
      fail_fast: { since: '1.11.4', until: '1.12.0' },
      failfast_all_unhealthy_upstreams: { since: '1.12.0' },
    },
  },
  cache: {
    options: {
      ...always('success', 'denial', 'prefetch'),
      serve_stale: { since: '1.6.6' },
      disable: { since: '1.9.4' },
      servfail: { since: '1.9.4' },
      keepttl: { since: '1.10.1' },
    },
  },
  loop: { since: '1.2.1', options: {} },
  reload: { options: {} },
  loadbalance: { options: {} },
  hosts: {
    options: always('ttl', 'no_reverse', 'reload', 'fallthrough'),
    // addresses, near enough
    pattern: /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]{0,4}(:[\da-f]{0,4}){2,7})$/i,
  },
  rewrite: {
    options: {
      ...always('type', 'class', 'name', 'answer', 'edns0'),
      ttl: { since: '1.2.3' },
      cname_target: { since: '1.11.0' },
    },
  },
  transfer: { since: '1.8.0', options: always('to') },
};

/** Whether a plugin is known to a release, and an option of it where one is named. */
export function isKnown(release: string, plugin: string, option?: string): boolean {
  const known = KNOWN[plugin];
  if (known === undefined || !lives(known, release)) return false;
  if (option === undefined) return true;
  const life = Object.hasOwn(known.options, option) ? known.options[option] : undefined;
  return life === undefined ? known.pattern?.test(option) === true : lives(life, release);
}

function lives({ since, until }: Life, release: string): boolean {
  const at = placeOfRelease(release);
  return (since === undefined || at >= placeOfRelease(since)) && (until === undefined || at < placeOfRelease(until));
}
