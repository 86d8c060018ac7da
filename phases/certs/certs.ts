import type { Group, Step } from '../../pkg/workflow/phase.ts';
import { certificatePaths, isEtcdCertificate, type CertificateSpec } from '../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES, SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { ensureAuthority } from '../../pkg/pki/ensure-authority.ts';
import { ensureLeaf } from '../../pkg/pki/ensure-leaf.ts';
import type { CertsContext } from './certs-context.ts';
import { serviceAccountStep } from './service-account-step.ts';

const COMMON_FLAGS = ['cert-dir', 'kubernetes-version'];
/** Flags that change the names in the API server's certificate. */
const API_SERVER_FLAGS = [
  ...COMMON_FLAGS,
  'apiserver-advertise-address',
  'control-plane-endpoint',
  'service-cidr',
  'service-dns-domain',
  'apiserver-cert-extra-sans',
];

/** All certificates and keys of a control-plane machine. */
export const certsPhase: Group<CertsContext> = {
  name: 'certs',
  summary: 'Make the certificates and keys of the control plane',
  details:
    'Makes three certificate authorities (Kubernetes, front proxy, etcd), the certificates that they sign, and the key ' +
    'pair for the tokens of ServiceAccounts. What is there already and good is kept. An authority whose key is missing ' +
    'is taken for an external one: everything that it has to sign must then be in place.',
  flags: API_SERVER_FLAGS,
  all: true,
  phases: [...CERTIFICATES.map(certificateStep), serviceAccountStep(SERVICE_ACCOUNT.name, COMMON_FLAGS)],
};

function certificateStep(spec: CertificateSpec): Step<CertsContext> {
  const { cert, key } = certificatePaths('', spec);
  return {
    name: spec.name,
    summary: `Make the ${spec.kind === 'authority' ? 'certificate authority' : 'certificate'} that ${spec.purpose}`,
    details: `Writes ${cert} and ${key} below the folder of the certificates, unless they are there already and good.`,
    flags: spec.name === 'apiserver' ? API_SERVER_FLAGS : COMMON_FLAGS,
    skipReason: ({ config }) =>
      isEtcdCertificate(spec) && config.cluster.etcd.external !== undefined ? 'etcd is external' : undefined,
    run: (context) => (spec.kind === 'authority' ? ensureAuthority(context, spec) : ensureLeaf(context, spec)),
  };
}
