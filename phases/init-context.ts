import type { InitConfig } from '../pkg/config/types.ts';
import type { Host } from '../pkg/host/host.ts';
import type { KeySource } from '../pkg/pki/key-source.ts';

/** How the command line asked `init` to behave, beyond the configuration. */
export interface InitSettings {
  /** The kubeconfig that talks to the cluster; /etc/kubernetes/admin.conf unless given. */
  readonly kubeconfig: string;
  /** Where kubeconfig files are written; /etc/kubernetes unless given. */
  readonly kubeconfigDir: string;
  readonly uploadCerts: boolean;
  readonly skipTokenPrint: boolean;
  readonly skipCertificateKeyPrint: boolean;
  readonly printManifest: boolean;
  /** Lower-cased names of preflight checks whose errors become warnings; `all` for every one. */
  readonly ignorePreflightErrors: readonly string[];
  /** The whole `init`, or one phase. */
  readonly fullRun: boolean;
}

/** What the phases of `init` may read and use. A phase declares the part it needs with `Pick`. */
export interface InitContext {
  readonly config: InitConfig;
  readonly settings: InitSettings;
  readonly host: Host;
  readonly keys: KeySource;
  /** When this run began: certificates are valid from five minutes before. */
  readonly startedAt: Date;
  /** Something worth knowing. */
  note(message: string): void;
  warn(message: string): void;
  /** A result for stdout: text for a person, and the same as data for `--output json`. */
  result(text: string, data: Readonly<Record<string, unknown>>): void;
}
