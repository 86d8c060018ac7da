import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cgroupNames, removeCgroup } from './cgroups.ts';

const FOLDER = /^kubeadm-ts-e2e-(\d+)-/;
const CGROUP = /^kubeadm-ts-(\d+)-/;

/** A folder for everything that this run of the tests writes. */
export function makeTestbedFolder(): string {
  return mkdtempSync(join(tmpdir(), `kubeadm-ts-e2e-${process.pid}-`));
}

/** A name for a node's cgroup that no other run of the tests takes. */
export function cgroupNameFor(node: string): string {
  return `kubeadm-ts-${process.pid}-${node}`;
}

/** Remove what a run left behind that was killed: its processes ended with it, its folders and cgroups did not. */
export function removeRemains(): void {
  const folders = readdirSync(tmpdir()).filter((name) => isAbandoned(name, FOLDER));
  folders.forEach((name) => rmSync(join(tmpdir(), name), { recursive: true, force: true }));
  cgroupNames()
    .filter((name) => isAbandoned(name, CGROUP))
    .forEach(removeCgroup);
}

function isAbandoned(name: string, pattern: RegExp): boolean {
  const pid = pattern.exec(name)?.[1];
  return pid !== undefined && !existsSync(`/proc/${pid}`);
}
