import { failed, FINE, nameOfPath, type Check } from '../check.ts';

interface Forwarding {
  readonly path: string;
  readonly setting: string;
}

/** The kernel's switch for forwarding packets, by family of addresses. */
const SWITCHES: Readonly<Record<4 | 6, Forwarding>> = {
  4: { path: '/proc/sys/net/ipv4/ip_forward', setting: 'net.ipv4.ip_forward' },
  6: { path: '/proc/sys/net/ipv6/conf/default/forwarding', setting: 'net.ipv6.conf.default.forwarding' },
};

/** Pods reach other machines only when this one forwards packets. */
export function forwarding(family: 4 | 6): Check {
  const { path, setting } = SWITCHES[family];
  return {
    name: `FileContent-${nameOfPath(path)}`,
    async run(view) {
      const content = await view.readFile(path);
      if (content?.startsWith('1')) return FINE;
      const on = `echo '${setting} = 1' > /etc/sysctl.d/90-kubernetes.conf && sysctl --system`;
      if (content !== undefined)
        return failed({ message: `${path} is not 1: this machine does not forward IPv${family} packets`, fix: on });
      return failed({
        message: `${path} does not exist: the kernel has no IPv${family}`,
        fix: `load it, or use addresses of the other family; then ${on}`,
      });
    },
  };
}
