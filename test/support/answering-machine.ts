import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';

/** Two authorities made with openssl, and the SHA-256 of their public keys as openssl computes it. */
export const CA_PEM = `-----BEGIN CERTIFICATE-----
MIIBgDCCASegAwIBAgIUcri2raQNGNck0G9nNLKAG5smMeEwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjEwMTM3MTlaGA8yMTI2MTAy
ODAxMzcxOVowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABBn6Ol39Ny4ISENVpJrJ7FKD+4szfKpdnKYtVYHUUZh9OWJ1L997
j96c956jbgjPztS65yIc3+OL5uBlwiMGAESjUzBRMB0GA1UdDgQWBBRFiBVZWCfV
GH97HIH2sIO3OIOZizAfBgNVHSMEGDAWgBRFiBVZWCfVGH97HIH2sIO3OIOZizAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIHTMPqsdE24uRhwAaIjD
JsRC8rIug2H7lnwsG7YPBbD6AiBHwi030FMhbhFyhS0g12DfQUfclLyO8d8rCqGU
nZC0GQ==
-----END CERTIFICATE-----
`;
export const CA_HASH = 'sha256:01db312f5ee6892cee013794f659e99add10126824f85acceb48c8ca78858275';
export const OTHER_CA_PEM = `-----BEGIN CERTIFICATE-----
MIIBgDCCASegAwIBAgIURU4TOxqGvPirH68Qvy3JMwrfHqYwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjEwMTM3MTlaGA8yMTI2MTAy
ODAxMzcxOVowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABPx1+Mj4bzUMAKt6e8NAdvVPnnFCwQ1mdEiCHkFmGVJw8j91xOYO
xvrvBSGJXbgc2zU8IDbc+osJKse+kHa8iVGjUzBRMB0GA1UdDgQWBBSr3B9fCxs4
gMMzUVHiwykMF9y5ezAfBgNVHSMEGDAWgBSr3B9fCxs4gMMzUVHiwykMF9y5ezAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCICL+DTOXT27XIRYivyAa
Gg4KcnhMxkmNsYVSPZVNUmF0AiAeaFA9BSrANDtAytOhyZ6YxUtJLnCR2XAfPHYp
agi9jQ==
-----END CERTIFICATE-----
`;
export const OTHER_CA_HASH = 'sha256:20c418cfe2930bedba08785dd7a95dd8128a2a3747e121eff455e731bce0e424';

/** An admin.conf that leads to a cluster. */
export function adminConf(server = 'https://192.0.2.10:6443', caPem = CA_PEM): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'kubernetes', cluster: { server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') } },
    ],
    contexts: [{ name: 'kubernetes-admin@kubernetes', context: { cluster: 'kubernetes', user: 'kubernetes-admin' } }],
    'current-context': 'kubernetes-admin@kubernetes',
    users: [{ name: 'kubernetes-admin', user: { token: 'not-a-secret' } }],
  });
}

/** The files that control-plane machines share, with contents that name them. */
export function sharedPki(folder = '/etc/kubernetes/pki'): Readonly<Record<string, string>> {
  const names = [
    'ca.crt',
    'ca.key',
    'front-proxy-ca.crt',
    'front-proxy-ca.key',
    'sa.pub',
    'sa.key',
    'etcd/ca.crt',
    'etcd/ca.key',
  ];
  return Object.fromEntries(names.map((name) => [`${folder}/${name}`, `content of ${name}\n`]));
}

/** A Node as the kubelet registers it. */
export function registeredNode(name = 'cp1', taints?: readonly object[]): KubeObject {
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: taints === undefined ? {} : { taints },
  };
  return node;
}

/** A machine whose control plane answers: admin.conf and certificates are there, and the kubelet has registered. */
export function answeringMachine(options: MachineOptions = {}): SimulatedMachine {
  return new SimulatedMachine({
    ...options,
    files: { '/etc/kubernetes/admin.conf': adminConf(), ...sharedPki(), ...options.files },
    objects: [registeredNode(), ...(options.objects ?? [])],
  });
}
