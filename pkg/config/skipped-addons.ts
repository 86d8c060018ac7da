import type { InitConfig } from './types.ts';

const DNS_PHASE = 'addon/coredns';
const PROXY_PHASE = 'addon/kube-proxy';

/** The configuration and the phases to skip, each taking the other into account. */
export interface AddonChoice {
  readonly config: InitConfig;
  readonly skipPhases: readonly string[];
}

/**
 * Skipping an addon's phase disables the addon in the configuration (it is uploaded so, and its image is not pulled),
 * and an addon that the configuration disables has its phase skipped.
 *
 * @param config - what was loaded
 * @param skipPhases - full names of the phases to skip, from the flag or else from the configuration
 */
export function withSkippedAddons(config: InitConfig, skipPhases: readonly string[]): AddonChoice {
  const skips = (phase: string): boolean => skipPhases.includes('addon') || skipPhases.includes(phase);
  const { cluster } = config;
  const dnsDisabled = cluster.dns.disabled || skips(DNS_PHASE);
  const proxyDisabled = cluster.proxy.disabled || skips(PROXY_PHASE);
  const more = [
    ...(dnsDisabled && !skips(DNS_PHASE) ? [DNS_PHASE] : []),
    ...(proxyDisabled && !skips(PROXY_PHASE) ? [PROXY_PHASE] : []),
  ];
  return {
    config: {
      ...config,
      cluster: { ...cluster, dns: { ...cluster.dns, disabled: dnsDisabled }, proxy: { disabled: proxyDisabled } },
    },
    skipPhases: [...skipPhases, ...more],
  };
}
