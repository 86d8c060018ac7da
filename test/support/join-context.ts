import type { InitConfig, JoinConfig } from '../../pkg/config/types.ts';
import type { DiscoveredCluster } from '../../pkg/discovery/discovered-cluster.ts';
import type { Host } from '../../pkg/host/host.ts';
import type { KeySource } from '../../pkg/pki/key-source.ts';
import type { JoinContext, JoinedCluster, JoinSettings } from '../../phases/join-context.ts';
import { adminConf, CA_PEM } from './answering-machine.ts';
import { exampleConfig, type ExampleOverrides } from './example-config.ts';
import { exampleJoin } from './example-join.ts';
import { quickKeys, type TestContext } from './test-context.ts';

export interface TestJoinContext extends JoinContext, Pick<TestContext, 'notes' | 'warnings' | 'results'> {
  /** How often the cluster was asked for. */
  readonly asked: () => number;
}

export interface TestJoinContextOptions {
  readonly config?: JoinConfig;
  readonly settings?: Partial<JoinSettings>;
  readonly keys?: KeySource;
  /** The cluster that is found, or how finding it goes; {@link exampleCluster} unless given. */
  readonly cluster?: JoinedCluster | (() => Promise<JoinedCluster>);
}

/** Where {@link exampleCluster} is. */
export const EXAMPLE_SERVER = 'https://cluster.example.com:6443';

/**
 * The cluster of {@link exampleConfig} (with an endpoint for all its control planes) as a machine that joins with this
 * configuration finds it.
 */
export function exampleCluster(config: JoinConfig, overrides: ExampleOverrides = {}): JoinedCluster {
  const { cluster, ...rest } = overrides;
  const example = exampleConfig({
    ...rest,
    cluster: { controlPlaneEndpoint: EXAMPLE_SERVER.replace('https://', ''), ...cluster },
  });
  const own: Partial<InitConfig> = {
    bootstrapTokens: [],
    nodeRegistration: config.nodeRegistration,
    localAPIEndpoint: config.controlPlane?.localAPIEndpoint ?? { advertiseAddress: '', bindPort: 6443 },
    certificateKey: config.controlPlane?.certificateKey ?? '',
    skipPhases: config.skipPhases,
    patchesDirectory: config.patchesDirectory,
    timeouts: config.timeouts,
    dryRun: config.dryRun,
  };
  return { discovered: exampleDiscovered(), config: { ...example, ...own } };
}

/** What discovery finds of {@link exampleCluster}. */
export function exampleDiscovered(server = EXAMPLE_SERVER): DiscoveredCluster {
  return { server, caCertificates: CA_PEM, kubeconfig: adminConf(server) };
}

/** A context that records what phases of `join` tell. The cluster is found at once, and only once. */
export function testJoinContext(host: Host, options: TestJoinContextOptions = {}): TestJoinContext {
  const config = options.config ?? exampleJoin();
  const { cluster = exampleCluster(config) } = options;
  const notes: string[] = [];
  const warnings: string[] = [];
  const results: TestJoinContext['results'] = [];
  let found: Promise<JoinedCluster> | undefined;
  let asked = 0;
  const find = async (): Promise<JoinedCluster> => (typeof cluster === 'function' ? cluster() : cluster);
  return {
    config,
    settings: { fullRun: true, ...options.settings },
    host,
    keys: options.keys ?? quickKeys,
    startedAt: host.now(),
    cluster: () => {
      asked += 1;
      return (found ??= find());
    },
    asked: () => asked,
    notes,
    warnings,
    results,
    note: (message) => void notes.push(message),
    warn: (message) => void warnings.push(message),
    result: (text, data) => void results.push({ text, data }),
  };
}
