import { CLUSTER_CONFIG, optionalConfig, type FoundConfig } from '../../../pkg/cluster/read-config-map.ts';
import { describeError, KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { hasCode } from '../../../pkg/kube/api-error.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { objectData } from '../../../pkg/kube/object-data.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { writeYaml } from '../../../pkg/yaml/write-yaml.ts';
import { lackingNames } from './renamed-certificate.ts';
import { sanCommand, type SanContext } from './san-context.ts';

/** Somebody else may change the ConfigMap at the same moment. */
const TRIES = 3;

/** What became of the names in the cluster's configuration. */
export type StoredOutcome = 'updated' | 'kept' | { readonly notUpdated: string };

/**
 * Add names to `apiServer.certSANs` in the ClusterConfiguration that the cluster keeps, so that renewals by others,
 * upgrades and further control planes have them too. The rest of the text stays, fields of other releases among it.
 *
 * @returns why it was not done, where no API server answers and a configuration file was given
 * @throws KubeadmError whatever stops it otherwise
 */
export async function storeNames(context: SanContext): Promise<StoredOutcome> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await storeOnce(context);
    } catch (error) {
      if (hasCode(error, 'api-conflict') && tried < TRIES) continue;
      if (context.configFile !== undefined) return { notUpdated: describeError(error) };
      throw new KubeadmError(
        'names-not-stored',
        'the certificate has the names, but the cluster’s configuration does not',
        {
          cause: error,
          hint: `run the same command again: ${sanCommand(context)}`,
        },
      );
    }
  }
}

async function storeOnce({ host, names }: SanContext): Promise<StoredOutcome> {
  const found = await optionalConfig(host, CLUSTER_CONFIG);
  if (found === undefined) return { notUpdated: 'the cluster has no ConfigMap kube-system/kubeadm-config' };
  const text = withNames(found, names);
  if (text === undefined) return 'kept';
  const data = { ...objectData(found.object), [CLUSTER_CONFIG.key]: text };
  const object: KubeObject & { readonly data: object } = { ...found.object, metadata: written(found.object), data };
  await host.change({ kind: 'apply-object', verb: 'update', object });
  return 'updated';
}

/** Who changed what before is the server's own note; the version stays, so that nobody's change is overwritten. */
function written({ metadata }: KubeObject): KubeObject['metadata'] {
  return Object.fromEntries(
    Object.entries(metadata).filter(([key]) => key !== 'managedFields'),
  ) as KubeObject['metadata'];
}

/** @returns `undefined` where all names are there already */
export function withNames(
  { configMap, text }: Pick<FoundConfig, 'configMap' | 'text'>,
  names: readonly string[],
): string | undefined {
  const document = readYaml(text, `ConfigMap kube-system/${configMap}`);
  if (!isMap(document)) throw unreadable(configMap, 'it is no mapping');
  const apiServer = document['apiServer'] ?? {};
  const there = isMap(apiServer) ? (apiServer['certSANs'] ?? []) : undefined;
  if (!isMap(apiServer) || !isTexts(there)) throw unreadable(configMap, 'apiServer.certSANs is no list of texts');
  const lacking = lackingNames(names, there);
  if (lacking.length === 0) return undefined;
  return writeYaml({ ...document, apiServer: { ...apiServer, certSANs: [...there, ...lacking] } });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function unreadable(configMap: string, reason: string): KubeadmError {
  return new KubeadmError(
    'cluster-config-unreadable',
    `the configuration in ConfigMap kube-system/${configMap} cannot be used: ${reason}`,
    { hint: `correct it with "kubectl --namespace kube-system edit configmap ${configMap}"` },
  );
}
