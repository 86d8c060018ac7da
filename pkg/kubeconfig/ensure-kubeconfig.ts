import { ensureFile } from '../host/ensure-file.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { certificatePem } from '../pki/certificate-pem.ts';
import { validFrom } from '../pki/certificate-period.ts';
import { createLeafCertificate } from '../pki/create-certificate.ts';
import { freshKey, validityPeriod, type Issuing } from '../pki/issuing.ts';
import { privateKeyPem } from '../pki/key-pem.ts';
import { isExternalAuthority } from '../pki/external-authority.ts';
import { loadAuthority } from '../pki/load-authority.ts';
import { loadAuthorityCertificates } from '../pki/authority-certificates.ts';
import { NO_ALT_NAMES } from '../pki/subject-alt-names.ts';
import { verifyExistingKubeconfig } from './existing-kubeconfig.ts';
import { buildKubeconfig, kubeconfigYaml } from './kubeconfig.ts';
import { kubeconfigPath, kubeconfigServer, type KubeconfigSpec } from './kubeconfig-table.ts';

/**
 * Make a kubeconfig file with a client certificate of its own, unless there is a good one already: that one is kept.
 *
 * @param kubeconfigDir - the folder, usually /etc/kubernetes
 * @throws KubeadmError what `verifyExistingKubeconfig` and `loadAuthority` throw
 */
export async function ensureKubeconfig(issuing: Issuing, spec: KubeconfigSpec, kubeconfigDir: string): Promise<void> {
  const { config, host } = issuing;
  const { certificatesDir } = config.cluster;
  const path = kubeconfigPath(kubeconfigDir, spec);
  const authorities = await loadAuthorityCertificates(host, certificatesDir, 'ca');
  const external = await isExternalAuthority(host, certificatesDir, 'ca');
  const warnings = await verifyExistingKubeconfig(host, path, {
    authorities,
    servers: acceptedServers(config, spec, external),
  });
  // With an external authority they were told when the run began (`detectExternalCa`).
  if (!external) warnings?.forEach((warning) => issuing.warn(warning));
  if (warnings !== undefined) {
    issuing.note(`using the existing kubeconfig file ${path}${external ? ', because the authority is external' : ''}`);
    return;
  }
  if (external) throw missingFile(path);
  await writeKubeconfig(issuing, spec, path);
  issuing.note(`wrote the kubeconfig file ${path}`);
}

/** With an external authority the kubelet's file may have been prepared for either endpoint. */
export function acceptedServers(config: Issuing['config'], spec: KubeconfigSpec, external: boolean): readonly string[] {
  const usual = kubeconfigServer(config, spec);
  const controlPlane = kubeconfigServer(config, { ...spec, endpoint: 'control-plane' });
  return external && spec.name === 'kubelet' && controlPlane !== usual ? [usual, controlPlane] : [usual];
}

async function writeKubeconfig(issuing: Issuing, spec: KubeconfigSpec, path: string): Promise<void> {
  const { config, host, startedAt } = issuing;
  const authority = await loadAuthority(host, config.cluster.certificatesDir, 'ca');
  const subject = spec.subject(config);
  const key = await freshKey(issuing);
  // The reference lets client certificates of kubeconfig files begin with their authority.
  const period = {
    ...validityPeriod(startedAt, config.cluster.certificateValidityPeriod),
    notBefore: validFrom(authority.certificate),
  };
  const certificate = createLeafCertificate(
    key,
    { subject, sans: NO_ALT_NAMES, usages: ['client'], ...period },
    authority,
  );
  const kubeconfig = buildKubeconfig({
    server: kubeconfigServer(config, spec),
    clusterName: config.cluster.clusterName,
    userName: subject.commonName,
    caPem: certificatePem(authority.certificate),
    clientCertPem: certificatePem(certificate),
    clientKeyPem: privateKeyPem(key),
  });
  await ensureFile(host, {
    kind: 'write-file',
    path,
    content: kubeconfigYaml(kubeconfig),
    mode: 0o600,
    secret: true,
    parentMode: 0o755,
  });
}

function missingFile(path: string): KubeadmError {
  return new KubeadmError(
    'kubeconfig-missing',
    `the authority is external, so ${path} cannot be made here, and it does not exist`,
    {
      hint: `have ${path} made where the authority's key is kept, and put it in place`,
    },
  );
}
