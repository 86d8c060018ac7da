import { readYaml } from '../pkg/yaml/read-yaml.ts';

/** What the manifest of an etcd tells it, as far as its data are concerned. */
export interface EtcdArguments {
  readonly name: string;
  readonly peerUrl: string;
  readonly dataDir: string;
  readonly walDir: string | undefined;
}

/** Read from the manifest, and not from the configuration: extraArgs and patches may have changed it. */
export function etcdArguments(manifest: string): EtcdArguments {
  const { spec } = (readYaml(manifest) ?? {}) as { readonly spec?: { readonly containers?: readonly Container[] } };
  const { command = [], args = [] } = spec?.containers?.[0] ?? {};
  const value = (flag: string): string | undefined =>
    [...command, ...args].findLast((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  return {
    name: value('name') ?? 'default',
    peerUrl: value('initial-advertise-peer-urls') ?? '',
    dataDir: value('data-dir') ?? '/var/lib/etcd',
    walDir: value('wal-dir'),
  };
}

interface Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}
