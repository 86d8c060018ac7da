/**
 * CoreDNS's configuration: the cluster's names from the API server, everything else from the node's resolvers.
 *
 * @param dnsDomain - the cluster's domain, usually `cluster.local`
 */
export function corefile(dnsDomain: string): string {
  return `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${dnsDomain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    ${cache(dnsDomain)}
    loop
    reload
    loadbalance
}
`;
}

/** The API server answers for the cluster's own names at once: caching them would only make them stale. */
function cache(dnsDomain: string): string {
  if (dnsDomain === '') return 'cache 30';
  return `cache 30 {
       disable success ${dnsDomain}
       disable denial ${dnsDomain}
    }`;
}
