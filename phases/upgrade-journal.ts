import type { Host } from '../pkg/host/host.ts';
import {
  backupFolders,
  backupStamp,
  forgetOldBackups,
  keepFile,
  readRecord,
  writeRecord,
  type BackupFolders,
  type UpgradeRecord,
} from './upgrade-backups.ts';
import type { UpgradeContext } from './upgrade-context.ts';
import { manifestFile } from './write-static-pod.ts';

/**
 * What an upgrade of this node keeps for the way back, and what an interrupted one kept already: the same run again
 * finds what was there before the first.
 */
export class UpgradeJournal {
  readonly stamp: string;
  readonly folders: BackupFolders;
  readonly #host: Host;
  #record: UpgradeRecord;

  /** Of an upgrade that left a record. */
  static of(host: Host, stamp: string, record: UpgradeRecord): UpgradeJournal {
    return new UpgradeJournal(host, stamp, record);
  }

  private constructor(host: Host, stamp: string, record: UpgradeRecord) {
    this.#host = host;
    this.stamp = stamp;
    this.folders = backupFolders(stamp);
    this.#record = record;
  }

  static async open(context: UpgradeContext): Promise<UpgradeJournal> {
    const { host, settings } = context;
    const stamp = backupStamp(settings.begun);
    const { config, storedVersion } = await context.node();
    const fresh: UpgradeRecord = {
      command: settings.command,
      node: config.nodeRegistration.name,
      from: settings.command === 'apply' ? storedVersion : ((await versionHere(host)) ?? storedVersion),
      to: config.cluster.kubernetesVersion,
      hashes: {},
    };
    return new UpgradeJournal(host, stamp, (await readRecord(host, stamp)) ?? fresh);
  }

  /** The manifest of a component as it was before this upgrade; `undefined` where it has not been touched yet. */
  manifestBefore(component: string): Promise<string | undefined> {
    return this.#host.readFile(this.#manifest(component));
  }

  /** What the kubelet made of that manifest, where it is known. */
  hashBefore(component: string): string | undefined {
    return this.#record.hashes[component];
  }

  /** Keep a manifest before it is replaced. */
  async keepManifest(component: string, content: string, hash: string | undefined): Promise<void> {
    if (hash !== undefined) this.#record = { ...this.#record, hashes: { [component]: hash, ...this.#record.hashes } };
    // a manifest without its record would be one of an unknown upgrade
    await this.begin();
    await keepFile(this.#host, this.#manifest(component), content);
  }

  /** Write down that something was kept. */
  async begin(): Promise<void> {
    if ((await readRecord(this.#host, this.stamp)) === undefined) await forgetOldBackups(this.#host);
    await writeRecord(this.#host, this.stamp, this.#record);
  }

  #manifest(component: string): string {
    return `${this.folders.manifests}/${component}.yaml`;
  }
}

/** What this control plane ran before: the cluster's configuration names the new version already. */
async function versionHere(host: Host): Promise<string | undefined> {
  const manifest = (await host.readFile(manifestFile('kube-apiserver', '').path)) ?? '';
  return /\/kube-apiserver:(v[^\s"@]+)/.exec(manifest)?.[1];
}
