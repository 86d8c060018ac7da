import type { HostView } from '../host/host.ts';
import { CLIENT_VERSION } from '../version/client-version.ts';
import { describeIssue, inOrder, type ConfigIssue } from './issue.ts';
import { describeKind, parseConfigDocuments, type ConfigDocument, type ConfigFile } from './load/config-document.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { resolveFile } from './load/resolve-file.ts';

/** How `config validate` looks at a file. */
export interface ValidateOptions {
  /** Say nothing of versions that are deprecated. False unless given. */
  readonly allowDeprecatedApi?: boolean;
  /** `v1.36.2`: what a version label falls back to when nobody answers; this program's own unless given. */
  readonly clientVersion?: string;
}

/** What is to be said about a file. It is good when there are no issues. */
export interface ValidationReport {
  /** What is wrong, in the order of the file. */
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly string[];
  /** Worth knowing, not worrying. */
  readonly notes: readonly string[];
}

/** Kinds by the command that reads them. */
const READERS: readonly (readonly [command: string, kinds: readonly string[]])[] = [
  ['init', ['InitConfiguration', 'ClusterConfiguration']],
  ['join', ['JoinConfiguration']],
  ['reset', ['ResetConfiguration']],
  ['upgrade', ['UpgradeConfiguration']],
];
const READ_BY_INIT: readonly string[] = ['KubeletConfiguration', 'KubeProxyConfiguration'];

/**
 * Check every kind of kubeadm's configuration that a file holds, as strictly as the reference's `config validate`.
 * Everything wrong is reported at once. Machine and network are asked as `init` and `join` would, but for live CRI
 * sockets.
 *
 * @param file - path of the configuration file
 * @throws KubeadmError `config-file-unreadable`
 */
export async function validateDocuments(
  view: HostView,
  file: string,
  { allowDeprecatedApi = false, clientVersion = CLIENT_VERSION }: ValidateOptions = {},
): Promise<ValidationReport> {
  const documents = parseConfigDocuments(await readConfigFile(view, file));
  const deprecations = allowDeprecatedApi ? 'untold' : 'told';
  const options = { clientVersion, detectCriSocket: false, deprecations } as const;
  const { issues, warnings, notes } = await resolveFile(view, documents, options);
  const commands = commandsFor(documents);
  return {
    issues: inOrder(issues),
    warnings: [
      ...warnings,
      ...documents.documents.filter((each) => !isRead(each, commands) && !isRefused(each, issues)).map(unread),
    ],
    notes: [...notes, ...(commands.length > 1 ? [severalCommands(documents, commands)] : [])],
  };
}

function commandsFor({ documents }: ConfigFile): readonly string[] {
  return READERS.filter(([, kinds]) => documents.some(({ kind }) => kinds.includes(kind))).map(([command]) => command);
}

function isRead({ kind }: ConfigDocument, commands: readonly string[]): boolean {
  if (READ_BY_INIT.includes(kind)) return commands.includes('init');
  return READERS.some(([, kinds]) => kinds.includes(kind));
}

/** Whether it was said already that nobody reads the document. */
function isRefused({ source, node }: ConfigDocument, issues: readonly ConfigIssue[]): boolean {
  const { line, column } = source.place(node.offset);
  return issues.some(({ path, place }) => path === '' && place?.line === line && place.column === column);
}

function unread(document: ConfigDocument): string {
  const place = document.source.place(document.node.offset);
  const reason = READ_BY_INIT.includes(document.kind)
    ? 'it is read beside an InitConfiguration or a ClusterConfiguration only'
    : 'no command reads it any more';
  return describeIssue({ path: '', place, message: `${describeKind(document)} was not checked: ${reason}` });
}

function severalCommands({ source }: ConfigFile, commands: readonly string[]): string {
  return `${source.file} holds documents for ${commands.join(', ')}: each command reads its own, and warns of the others`;
}
