import type { InitConfig } from '../../pkg/config/types.ts';
import type { Host } from '../../pkg/host/host.ts';
import type { KeySource } from '../../pkg/pki/key-source.ts';
import type { InitContext, InitSettings } from '../../phases/init-context.ts';
import { generateKeyPairSync } from 'node:crypto';
import { exampleConfig } from './example-config.ts';

/** Fresh keys at once, always P-256 whatever was asked for: fast enough for every test. */
export const quickKeys: KeySource = {
  prepare: () => undefined,
  take: async () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
};

export interface TestContext extends InitContext {
  readonly notes: string[];
  readonly warnings: string[];
  readonly results: { readonly text: string; readonly data: Readonly<Record<string, unknown>> }[];
}

export interface TestContextOptions {
  readonly config?: InitConfig;
  readonly settings?: Partial<InitSettings>;
  readonly keys?: KeySource;
}

/** A context that records what phases tell. */
export function testContext(host: Host, options: TestContextOptions = {}): TestContext {
  const notes: string[] = [];
  const warnings: string[] = [];
  const results: TestContext['results'] = [];
  return {
    config: options.config ?? exampleConfig(),
    settings: {
      kubeconfig: '/etc/kubernetes/admin.conf',
      kubeconfigDir: '/etc/kubernetes',
      uploadCerts: false,
      skipTokenPrint: false,
      skipCertificateKeyPrint: false,
      printManifest: false,
      ignorePreflightErrors: [],
      fullRun: true,
      ...options.settings,
    },
    host,
    keys: options.keys ?? quickKeys,
    startedAt: host.now(),
    notes,
    warnings,
    results,
    note: (message) => void notes.push(message),
    warn: (message) => void warnings.push(message),
    result: (text, data) => void results.push({ text, data }),
  };
}
