import type { HostView } from '../host/host.ts';
import type { JsonObject } from '../kube/kube-object.ts';
import { CLIENT_VERSION } from '../version/client-version.ts';
import { writeYamlDocuments } from '../yaml/write-yaml.ts';
import { encodeDocument } from './encode-document.ts';
import { describeIssue, inOrder, InvalidConfigError } from './issue.ts';
import { describeKind, parseConfigDocuments, type ConfigDocument } from './load/config-document.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { resolveFile, type ResolvedFile } from './load/resolve-file.ts';

/** How `config migrate` looks at a file. */
export interface MigrateOptions {
  /** `v1.36.2`: what a version label falls back to when nobody answers; this program's own unless given. */
  readonly clientVersion?: string;
}

/** A configuration in the newest version. */
export interface MigratedFile {
  /** YAML documents; empty where the old file held nothing to migrate. */
  readonly text: string;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Kinds that have an owner and versions of their own. */
const COMPONENT_KINDS: readonly string[] = ['KubeletConfiguration', 'KubeProxyConfiguration'];

/**
 * Rewrite a file in the newest version: every document of kubeadm's kinds, with defaults filled in, in the order Init,
 * Cluster, Join, Reset, Upgrade. An InitConfiguration or a ClusterConfiguration gives both.
 *
 * @param file - path of the old configuration file
 * @throws KubeadmError `invalid-configuration` listing every error at once; `config-file-unreadable`
 */
export async function migrateDocuments(
  view: HostView,
  file: string,
  { clientVersion = CLIENT_VERSION }: MigrateOptions = {},
): Promise<MigratedFile> {
  const old = parseConfigDocuments(await readConfigFile(view, file, 'old-config'));
  const resolved = await resolveFile(view, old, { clientVersion, detectCriSocket: true, deprecations: 'untold' });
  const { issues, warnings, notes } = resolved;
  if (issues.length > 0) throw new InvalidConfigError(inOrder(issues), warnings);
  const left = old.documents.filter(({ kind }) => COMPONENT_KINDS.includes(kind)).map(leftOut);
  return { text: writeYamlDocuments(migrated(resolved)), warnings: [...warnings, ...left], notes };
}

function migrated({ init, join, reset, upgrade }: ResolvedFile): readonly JsonObject[] {
  const documents: JsonObject[] = [];
  if (init !== undefined) {
    const cluster = { ...init.cluster, kubernetesVersion: init.version.version };
    documents.push(encodeDocument('InitConfiguration', init.init), encodeDocument('ClusterConfiguration', cluster));
  }
  if (join !== undefined) documents.push(encodeDocument('JoinConfiguration', join));
  if (reset !== undefined) documents.push(encodeDocument('ResetConfiguration', reset));
  if (upgrade !== undefined) documents.push(encodeDocument('UpgradeConfiguration', upgrade));
  return documents;
}

function leftOut(document: ConfigDocument): string {
  const place = document.source.place(document.node.offset);
  const message = `${describeKind(document)} is not in the output: it stays as it is; append the document to the new file`;
  return describeIssue({ path: '', place, message });
}
