import { stateOf, type CertificateFinding, type Inspected } from '../../pkg/inspection/inspected.ts';
import { utcText } from '../../pkg/token/rfc3339.ts';
import { OUTPUT_VERSION, type OutputObject } from '../printers/output-object.ts';
import { countOf } from './verification-count.ts';
import type { Verification } from './verification.ts';

/** What `certs verify -o` prints. The kind is our own. */
export function verificationInfo(found: Verification): OutputObject {
  const { errors, warnings } = countOf(found);
  return {
    kind: 'CertificateVerification',
    apiVersion: OUTPUT_VERSION,
    time: utcText(found.now.getTime()),
    node: found.worker ? 'worker' : 'control-plane',
    certificatesDir: found.certificatesDir,
    errors,
    warnings,
    items: found.items.map(itemOf),
  };
}

function itemOf(item: Inspected): OutputObject {
  const { name, kind, files, caName, life, externallyManaged, findings, absent, unknown } = item;
  return {
    name,
    kind,
    state: stateOf(item),
    files,
    caName: caName === '' ? undefined : caName,
    expirationDate: life === undefined ? undefined : utcText(life.until.getTime()),
    externallyManaged,
    reason: unknown ?? absent,
    findings: findings.length === 0 ? undefined : findings.map(findingOf),
  };
}

function findingOf({ severity, code, message, hint }: CertificateFinding): OutputObject {
  return { severity, code, message, hint };
}
