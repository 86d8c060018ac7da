import type { KnownProblem } from '../known-problem.ts';

/** Troubles that are only another component's silence. */
export const API_SERVER_DEPENDENCIES: readonly KnownProblem[] = [
  {
    id: 'waits-for-etcd',
    pattern:
      /:2379\b.*(?:connection refused|context deadline exceeded|i\/o timeout)|creating storage factory: context deadline exceeded|Error creating leases/,
    persistence: 'passing',
    waitsFor: 'etcd',
    problem: () => 'waits for etcd, which does not answer',
    hint: () =>
      'find out why etcd does not answer; for external etcd, `curl --cacert <ca> --cert <crt> --key <key> <endpoint>/health` from this machine',
  },
];

/** The same for those who talk to the API server. */
export const API_CLIENT_DEPENDENCIES: readonly KnownProblem[] = [
  {
    id: 'waits-for-api-server',
    pattern:
      /dial tcp \S+ connect: (?:connection refused|no route to host)|wait for apiserver being healthy|apiserver \/(?:healthz|livez) status|net\/http: TLS handshake timeout|Client\.Timeout exceeded|http2: client connection lost|dial tcp \S+ i\/o timeout/,
    persistence: 'passing',
    waitsFor: 'kube-apiserver',
    problem: () => 'waits for kube-apiserver, which does not answer',
    hint: () => 'find out why kube-apiserver does not answer',
  },
];
