import { bracketed } from '../../../pkg/net/host-port.ts';
import { nthAddress, parseCidr } from '../../../pkg/net/cidr.ts';
import { proxyFor } from '../../../pkg/net/proxy-env.ts';
import { FINE, warned, type Check } from '../check.ts';

/**
 * Whether an API server would be reached through a proxy.
 *
 * @param host - a name or an address, without brackets
 * @param whose - to be read before it: `this machine's address`
 */
export function httpProxy(host: string, whose: string): Check {
  return {
    name: 'HTTPProxy',
    async run(view) {
      const proxy = proxyFor(`https://${bracketed(host)}`, view.env);
      if (proxy === undefined) return FINE;
      return warned({
        message: `connections to ${whose} ${host} would go through the proxy ${withoutCredentials(proxy)}`,
        fix: `export NO_PROXY="$NO_PROXY,${host}"`,
      });
    },
  };
}

/** Whether addresses of Services or Pods would be reached through a proxy; their first one stands for all. */
export function httpProxyCidr(cidr: string): Check {
  return {
    name: 'HTTPProxyCIDR',
    async run(view) {
      const parsed = parseCidr(cidr);
      const first = parsed && nthAddress(parsed, 1);
      const proxy = first && proxyFor(`https://${bracketed(first)}`, view.env);
      if (!proxy) return FINE;
      return warned({
        message: `connections into ${cidr} would go through the proxy ${withoutCredentials(proxy)}`,
        fix: `export NO_PROXY="$NO_PROXY,${cidr}"`,
      });
    },
  };
}

function withoutCredentials(proxy: string): string {
  return proxy.replace(/\/\/[^/@]*@/, '//');
}
