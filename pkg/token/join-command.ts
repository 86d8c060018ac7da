/** What stands in for a secret that was asked not to be printed. */
export const WITHHELD = '<value withheld>';

/** The parts of a command that joins a machine. */
export interface JoinParts {
  /** `host:port` */
  readonly endpoint: string;
  readonly token: string;
  /** `sha256:<hex>`, one for each certificate of the cluster's authority. */
  readonly caCertHashes: readonly string[];
}

/** The first lines of both commands; scripts cut them out by this very form. */
function discoveryLines({ endpoint, token, caCertHashes }: JoinParts): readonly string[] {
  return [
    `kubeadm-ts join ${endpoint} --token ${token}`,
    ...caCertHashes.map((hash) => `\t--discovery-token-ca-cert-hash ${hash}`),
  ];
}

/** The command for a worker, in several lines: it ends with a space. */
export function workerCommand(parts: JoinParts): string {
  return `${discoveryLines(parts).join(' \\\n')} `;
}

/** The command for a control plane, in several lines: without a key it ends with a space. */
export function controlPlaneCommand(parts: JoinParts, certificateKey: string | undefined): string {
  const last = `\t--control-plane ${certificateKey === undefined ? '' : `--certificate-key ${certificateKey}`}`;
  return [...discoveryLines(parts), last].join(' \\\n');
}

/** The same command in one line. */
export function onOneLine(command: string): string {
  return joinedLines(command).trimEnd();
}

/**
 * The command as `token create --print-join-command` prints it, in one line. For a worker it ends with a space: scripts
 * append to it.
 */
export function joinLine(parts: JoinParts, certificateKey: string | undefined): string {
  return joinedLines(certificateKey === undefined ? workerCommand(parts) : controlPlaneCommand(parts, certificateKey));
}

function joinedLines(command: string): string {
  return command.replaceAll(' \\\n\t', ' ');
}
