import type { HostView } from '../../host/host.ts';
import { componentConfigs } from '../defaults/component-configs.ts';
import type { ConfigIssue } from '../issue.ts';
import { joinConfiguration, type GivenJoinDocument, type JoinDocument } from '../kinds/join-configuration.ts';
import type { ConfigKind } from '../kinds/registry.ts';
import { resetConfiguration, type ResetDocument } from '../kinds/reset-configuration.ts';
import { upgradeConfiguration, type UpgradeDocument } from '../kinds/upgrade-configuration.ts';
import { joinTimeouts } from '../convert/health-check.ts';
import type { ConfigFile } from './config-document.ts';
import { unknownKinds, type Strictness } from './document-policy.ts';
import type { ResolvedDocuments } from './dynamic-defaults.ts';
import type { GivenDocument } from './given-config.ts';
import { initDocumentsIn } from './init-documents.ts';
import { Problems } from './problems.ts';
import { readSingleDocument } from './read-documents.ts';
import { resolveInit } from './resolve-init.ts';
import { resolveJoin } from './resolve-join.ts';
import { resolveReset } from './resolve-reset.ts';
import { resolveUpgrade } from './resolve-upgrade.ts';

/** How a whole file is looked at. */
export interface ResolveFileOptions {
  readonly clientVersion: string;
  readonly detectCriSocket: boolean;
  readonly deprecations: Strictness['deprecations'];
}

/** What all commands together would make of a file. */
export interface ResolvedFile {
  readonly init?: ResolvedDocuments;
  readonly join?: JoinDocument;
  readonly reset?: ResetDocument;
  readonly upgrade?: UpgradeDocument;
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Resolve every kubeadm document of a file, strictly: unknown kinds and fields, and repeated keys, are errors. */
export async function resolveFile(
  view: HostView,
  file: ConfigFile,
  options: ResolveFileOptions,
): Promise<ResolvedFile> {
  const turns = new Turns(view, file, options);
  const init = await turns.init();
  const join = await turns.join(init.healthCheck);
  const reset = await turns.reset();
  const upgrade = turns.upgrade();
  return { ...init.resolved, ...join, ...reset, ...upgrade, ...turns.said() };
}

/** One look at the file for each command that reads configuration. What is wrong gathers. */
class Turns {
  private readonly issues: ConfigIssue[];
  private readonly warnings: string[] = [];
  private readonly notes: string[] = [];
  private readonly view: HostView;
  private readonly file: ConfigFile;
  private readonly options: ResolveFileOptions;
  private readonly strictness: Strictness;

  constructor(view: HostView, file: ConfigFile, options: ResolveFileOptions) {
    this.view = view;
    this.file = file;
    this.options = options;
    this.strictness = { strict: true, deprecations: options.deprecations, ignored: 'untold' };
    this.issues = [...file.issues, ...unknownKinds(file.documents)];
  }

  async init(): Promise<{
    readonly resolved?: { readonly init: ResolvedDocuments };
    readonly healthCheck?: number | undefined;
  }> {
    if (!this.holds('InitConfiguration') && !this.holds('ClusterConfiguration')) return {};
    const given = initDocumentsIn(this.file, this.strictness);
    const problems = new Problems(given);
    const { clientVersion, detectCriSocket } = this.options;
    const options = { clientVersion, detectCriSocket, needsCertificateKey: false, checkBindAddress: false };
    const init = await resolveInit(this.view, given, options, problems);
    this.gather(problems);
    const components = componentConfigs(given, init.cluster, init.init.localAPIEndpoint.advertiseAddress);
    this.warnings.push(...components.warnings);
    return { resolved: { init }, healthCheck: given.healthCheck };
  }

  async join(healthCheck: number | undefined): Promise<{ readonly join?: JoinDocument }> {
    if (!this.holds('JoinConfiguration')) return {};
    const given = readSingleDocument(this.file, 'JoinConfiguration', joinConfiguration, this.strictness);
    const problems = new Problems(given);
    const options = { by: 'file', detectCriSocket: this.options.detectCriSocket, checkAddresses: false } as const;
    const join = await resolveJoin(this.view, withHealthCheck(given, healthCheck), options, problems);
    this.gather(problems);
    return { join };
  }

  async reset(): Promise<{ readonly reset?: ResetDocument }> {
    if (!this.holds('ResetConfiguration')) return {};
    const given = readSingleDocument(this.file, 'ResetConfiguration', resetConfiguration, this.strictness);
    const problems = new Problems(given);
    const reset = await resolveReset(this.view, given.document, this.options.detectCriSocket, problems);
    this.gather(problems);
    return { reset };
  }

  upgrade(): { readonly upgrade?: UpgradeDocument } {
    if (!this.holds('UpgradeConfiguration')) return {};
    const given = readSingleDocument(this.file, 'UpgradeConfiguration', upgradeConfiguration, this.strictness);
    const problems = new Problems(given);
    const upgrade = resolveUpgrade(given.document, problems);
    this.gather(problems);
    return { upgrade };
  }

  said(): Pick<ResolvedFile, 'issues' | 'warnings' | 'notes'> {
    return { issues: this.issues, warnings: [...new Set(this.warnings)], notes: [...new Set(this.notes)] };
  }

  private holds(kind: ConfigKind): boolean {
    return this.file.documents.some((each) => each.kind === kind);
  }

  private gather({ issues, warnings, notes }: Problems): void {
    this.issues.push(...issues);
    this.warnings.push(...warnings);
    this.notes.push(...notes);
  }
}

function withHealthCheck(
  given: GivenDocument<GivenJoinDocument | undefined>,
  healthCheck: number | undefined,
): GivenDocument<GivenJoinDocument | undefined> {
  if (given.document === undefined) return given;
  const timeouts = joinTimeouts(given.document.timeouts, healthCheck);
  return { ...given, document: { ...given.document, timeouts } };
}
