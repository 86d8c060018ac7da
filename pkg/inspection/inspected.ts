import { describeError, hintOf, KubeadmError } from '../errors/kubeadm-error.ts';
import type { CertificateLife } from '../pki/expiry.ts';

/** `error`: it will be refused; `warning`: it works, but not for everything, or not for long. */
export type Severity = 'error' | 'warning';

/** Something that is wrong with a file. */
export interface CertificateFinding {
  readonly severity: Severity;
  /** A stable, kebab-case name for scripts. */
  readonly code: string;
  /** Names the file, what was expected and what was found. Without a full stop. */
  readonly message: string;
  /** What to do now. */
  readonly hint: string | undefined;
}

export type InspectedKind = 'authority' | 'certificate' | 'key-pair' | 'kubeconfig' | 'kubelet' | 'external-etcd';

/** One certificate with its key, key pair or kubeconfig file, and what is wrong with it. */
export interface Inspected {
  readonly kind: InspectedKind;
  /** As in `certs renew <name>`; `sa` for the keys of ServiceAccounts. */
  readonly name: string;
  /** What was looked at; the certificate, or the file that holds it, comes first. */
  readonly files: readonly string[];
  /** Whose signature it needs; empty where none is. */
  readonly caName: string;
  /** Absent where no certificate could be read. */
  readonly life: CertificateLife | undefined;
  /** Whether the key of its authority, or its own if it is one, is kept elsewhere. */
  readonly externallyManaged: boolean;
  readonly findings: readonly CertificateFinding[];
  /** Why it is fine that there is none. */
  readonly absent?: string;
  /** Why nothing more can be said before something else is mended. */
  readonly unknown?: string;
}

/** How something is, in a word. */
export type State = 'good' | 'warning' | 'error' | 'unknown' | 'absent';

/** The worst of what is known. */
export function stateOf({ findings, unknown, absent }: Inspected): State {
  if (findings.some(({ severity }) => severity === 'error')) return 'error';
  if (unknown !== undefined) return 'unknown';
  if (findings.length > 0) return 'warning';
  return absent === undefined ? 'good' : 'absent';
}

/** Collects what is wrong, where other code stops at the first. */
export class Findings {
  readonly all: CertificateFinding[] = [];

  /** @param problem - whatever would be thrown; `undefined` is none @param hint - goes before its own */
  add(problem: unknown, { severity = 'error' as Severity, hint = undefined as string | undefined } = {}): void {
    if (problem === undefined) return;
    const code = problem instanceof KubeadmError ? problem.code : 'unreadable';
    const own = hintOf(problem);
    // who is not allowed to read a file learns nothing from what to write into it
    const way = OF_THE_SYSTEM.includes(code) ? own : (hint ?? own);
    this.all.push({ severity, code, message: describeError(problem), hint: way });
  }

  /** @returns `undefined` when it failed, which is a finding then */
  async attempt<T>(work: () => Promise<T>, hint?: string): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.add(error, { hint });
      return undefined;
    }
  }
}

/** Codes of what the file system refuses: mended otherwise than what is in a file. */
const OF_THE_SYSTEM: readonly string[] = [
  ...['permission-denied', 'is-a-directory', 'not-a-directory', 'symbolic-link-loop', 'input-output-error'],
];
