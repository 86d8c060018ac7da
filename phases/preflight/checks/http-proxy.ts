import { bracketed } from '../../../pkg/net/host-port.ts';
import { nthAddress, parseCidr } from '../../../pkg/net/cidr.ts';
import { proxyFor } from '../../../pkg/net/proxy-env.ts';
import { FINE, warned, type Check } from '../check.ts';

/** Whether the API server's own address would be reached through a proxy. */
export const httpProxy: Check = {
  name: 'HTTPProxy',
  async run(view, { localAPIEndpoint }) {
    const host = localAPIEndpoint.advertiseAddress;
    const proxy = proxyFor(`https://${bracketed(host)}`, view.env);
    if (proxy === undefined) return FINE;
    return warned({
      message: `connections to this machine's address ${host} would go through the proxy ${withoutCredentials(proxy)}`,
      fix: `export NO_PROXY="$NO_PROXY,${host}"`,
    });
  },
};

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
