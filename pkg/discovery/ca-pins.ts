import { timingSafeEqual } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { caCertHashes } from '../pki/ca-cert-hashes.ts';
import { NEW_JOIN_COMMAND } from './discovery-host.ts';

/** `sha256:` and 64 hex digits; neither minds capitals, as in the reference. */
const PIN = /^sha256:([0-9a-f]{64})$/i;

const RIGHT_PIN = `the right hash is in the output of this command on a control plane: ${NEW_JOIN_COMMAND}`;

/** The hash of a certificate authority's public key that a person gave. */
export interface Pin {
  /** `sha256:<hex>` in small letters. */
  readonly text: string;
  readonly digest: Buffer;
}

/**
 * Read the pins of `--discovery-token-ca-cert-hash`.
 *
 * @throws KubeadmError `discovery-pin-malformed`
 */
export function parsePins(hashes: readonly string[]): readonly Pin[] {
  return hashes.map((hash) => {
    const [, hex] = PIN.exec(hash.trim()) ?? [];
    if (hex !== undefined) return { text: `sha256:${hex.toLowerCase()}`, digest: Buffer.from(hex, 'hex') };
    throw new KubeadmError('discovery-pin-malformed', pinProblem(hash) ?? '', {
      hint: `give --discovery-token-ca-cert-hash as sha256:<64 hex digits>; ${RIGHT_PIN}`,
    });
  });
}

/** Why a text cannot be a pin; `undefined` when it is one. */
export function pinProblem(hash: string): string | undefined {
  if (PIN.test(hash.trim())) return undefined;
  return `"${hash}" is not the hash of a certificate authority: ${whyNot(hash)}`;
}

function whyNot(hash: string): string {
  const colon = hash.indexOf(':');
  if (colon < 0) return 'it does not begin with "sha256:"';
  const kind = hash.slice(0, colon);
  if (kind.trim().toLowerCase() !== 'sha256')
    return `"${kind}" is not a kind of hash that is known here, only sha256 is`;
  const digits = hash.slice(colon + 1).trim();
  if (/^[0-9a-f]*$/i.test(digits)) return `it has ${digits.length} hex digits instead of 64`;
  return 'what follows "sha256:" is not hexadecimal';
}

/**
 * Require that at least one of the authority's certificates is pinned. All are compared with all pins, each in
 * constant time.
 *
 * @param caCertificates - PEM, one certificate or several
 * @param source - who named this authority, for messages
 * @throws KubeadmError `discovery-pin-mismatch`, `certificate-unreadable`
 */
export function requirePinned(caCertificates: string, pins: readonly Pin[], source: string): void {
  const found = parsePins(caCertHashes(caCertificates, `of the authority that ${source} names`));
  const matches = found.flatMap(({ digest }) => pins.map((pin) => timingSafeEqual(digest, pin.digest)));
  if (matches.some((match) => match)) return;
  const expected = pins.map(({ text }) => text).join(' or ');
  const shown = found.map(({ text }) => text).join(' and ');
  throw new KubeadmError(
    'discovery-pin-mismatch',
    `the certificate authority that ${source} names is not the pinned one: expected ${expected}, found ${shown}`,
    {
      hint:
        'either the hash belongs to another cluster (or to an authority that has been replaced since), or somebody ' +
        `between here and the cluster answers in its place: do not take over the hash found here. ${capital(RIGHT_PIN)}`,
    },
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
