import { stateOf, type CertificateFinding, type Inspected } from './inspected.ts';

/** Findings that say: this was not signed by the authority on disk. */
const STRANGERS: readonly string[] = ['certificate-wrong-authority', 'kubeconfig-wrong-authority'];
/** Findings that go away once the authority is right. */
const CONSEQUENCES: readonly string[] = [...STRANGERS, 'certificate-authority-not-valid'];
/** One stranger may be wrong itself. */
const ENOUGH = 2;

/**
 * Tell causes from consequences. Where nothing fits to an authority, it is the authority that was replaced, and not
 * everything else: that is said once, with the way back. And what depends on an authority that is not right says so,
 * instead of the advice to make it anew.
 */
export function withCauses(items: readonly Inspected[]): readonly Inspected[] {
  const authorities = items.map((item) => (item.kind === 'authority' ? withReplacement(item, items) : item));
  const wrong = new Set(
    authorities.filter((item) => item.kind === 'authority' && stateOf(item) === 'error').map(({ name }) => name),
  );
  return authorities.map((item) => (wrong.has(item.caName) ? { ...item, findings: pointing(item) } : item));
}

function withReplacement(authority: Inspected, items: readonly Inspected[]): Inspected {
  const signed = items.filter(({ caName, life }) => caName === authority.name && life !== undefined);
  if (signed.length < ENOUGH || !signed.every(isStranger)) return authority;
  // that its key is another one, too, is the same thing
  const others = authority.findings.filter(({ code }) => code !== 'certificate-key-mismatch');
  return { ...authority, findings: [replacedFinding(authority, signed), ...others] };
}

function isStranger({ findings }: Inspected): boolean {
  return findings.some(({ code }) => STRANGERS.includes(code));
}

function replacedFinding({ name, files }: Inspected, strangers: readonly Inspected[]): CertificateFinding {
  const [cert = '', key = ''] = files;
  const [kubeconfig] = strangers.filter(({ kind }) => kind === 'kubeconfig');
  const copy =
    kubeconfig === undefined
      ? ''
      : `; its certificate, without the key, also stands in certificate-authority-data of ${kubeconfig.name}`;
  return {
    severity: 'error',
    code: 'certificate-authority-replaced',
    message: `${cert} is not the authority of this cluster: none of the ${strangers.length} certificates here that it should have signed was signed by it`,
    hint: `put ${cert} and ${key} of this cluster back, from a backup or from another control plane, where they are the same${copy}; what "${name}" signed is right again then`,
  };
}

/** The same thing is said once. */
function pointing({ caName, findings }: Inspected): readonly CertificateFinding[] {
  const [first] = findings.filter(({ code }) => CONSEQUENCES.includes(code));
  const others = findings.filter(({ code }) => !CONSEQUENCES.includes(code));
  return [...(first === undefined ? [] : [{ ...first, hint: `see ${caName}` }]), ...others];
}
