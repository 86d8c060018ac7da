import type { JoinConfig, NodeRegistration } from '../../pkg/config/types.ts';
import { CA_HASH } from './answering-machine.ts';
import { exampleConfig } from './example-config.ts';

/** Parts of a JoinConfig to set differently. */
export interface JoinOverrides extends Partial<Omit<JoinConfig, 'nodeRegistration'>> {
  readonly nodeRegistration?: Partial<NodeRegistration>;
}

/** A token that every example joins with. */
export const EXAMPLE_TOKEN = 'abcdef.0123456789abcdef';

/** What `join 192.0.2.10:6443 --token ... --discovery-token-ca-cert-hash ...` resolves to on machine `worker1`. */
export function exampleJoin(overrides: JoinOverrides = {}): JoinConfig {
  const { nodeRegistration, ...rest } = overrides;
  const init = exampleConfig();
  return {
    nodeRegistration: { ...init.nodeRegistration, name: 'worker1', taints: [], ...nodeRegistration },
    caCertPath: '/etc/kubernetes/pki/ca.crt',
    discovery: {
      bootstrapToken: {
        token: EXAMPLE_TOKEN,
        apiServerEndpoint: '192.0.2.10:6443',
        caCertHashes: [CA_HASH],
        unsafeSkipCAVerification: false,
      },
      tlsBootstrapToken: EXAMPLE_TOKEN,
    },
    skipPhases: [],
    patchesDirectory: '',
    timeouts: init.timeouts,
    dryRun: false,
    ...rest,
  };
}

/** The same with `--control-plane --certificate-key ...` on machine `cp2`, 192.0.2.11. */
export function exampleControlPlaneJoin(overrides: JoinOverrides = {}): JoinConfig {
  return exampleJoin({
    controlPlane: {
      localAPIEndpoint: { advertiseAddress: '192.0.2.11', bindPort: 6443 },
      certificateKey: 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204',
    },
    ...overrides,
    nodeRegistration: {
      name: 'cp2',
      taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
      ...overrides.nodeRegistration,
    },
  });
}
