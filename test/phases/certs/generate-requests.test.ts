import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import type { EncryptionAlgorithm } from '../../../pkg/config/types.ts';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { describeKey } from '../../../pkg/pki/describe-key.ts';
import { parsePrivateKey } from '../../../pkg/pki/key-pem.ts';
import { generateRequests, keysToRequest } from '../../../phases/certs/generate-requests.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { fewKeys } from '../../support/test-keys.ts';

const execute = promisify(execFile);
const REFERENCE = process.env['KUBEADM_BIN'] ?? '';

interface Algorithm {
  readonly name: EncryptionAlgorithm;
  /** What the first line of its private keys is. */
  readonly label: string;
  /** As OpenSSL prints the key and what it signs with. */
  readonly key: RegExp;
  readonly signature: string;
}

const rsa = (bits: number): Algorithm => ({
  name: `RSA-${bits}` as EncryptionAlgorithm,
  label: 'RSA PRIVATE KEY',
  key: new RegExp(`Public Key Algorithm: rsaEncryption\\s+Public-Key: \\(${bits} bit\\)`),
  signature: 'sha256WithRSAEncryption',
});
const ecdsa = (bits: number): Algorithm => ({
  name: `ECDSA-P${bits}` as EncryptionAlgorithm,
  label: 'EC PRIVATE KEY',
  key: new RegExp(
    `Public Key Algorithm: id-ecPublicKey\\s+Public-Key: \\(${bits} bit\\)[\\s\\S]*NIST CURVE: P-${bits}`,
  ),
  signature: `ecdsa-with-SHA${bits}`,
});
const ALGORITHMS = [rsa(2048), rsa(3072), rsa(4096), ecdsa(256), ecdsa(384)];

const configFor = (algorithm: EncryptionAlgorithm): string => `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.0.2.10}
nodeRegistration: {name: cp1}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
controlPlaneEndpoint: api.example.com:6443
encryptionAlgorithm: ${algorithm}
apiServer: {certSANs: [192.0.2.99, "2001:db8::9", "*.example.com"]}
`;

/** The texts of keys, requests and kubeconfig files, by their names below one folder. */
async function requestsWith(algorithm: EncryptionAlgorithm): Promise<ReadonlyMap<string, string>> {
  const machine = new SimulatedMachine({ files: { '/c.yaml': configFor(algorithm) } });
  const { config } = await loadInitConfig(machine, { config: '/c.yaml' }, { detectCriSocket: false });
  const cluster = { ...config.cluster, certificatesDir: '/csr' };
  const requesting = { config: { ...config, cluster }, host: machine, keys: fewKeys(2), kubeconfigDir: '/csr' };
  await generateRequests(requesting);
  const paths = machine.paths().filter((path) => path.startsWith('/csr/'));
  expect(paths).length(2 * keysToRequest(config));
  return new Map(paths.map((path) => [path.slice('/csr/'.length), machine.file(path)?.content ?? '']));
}

/** The private key that a request is for: beside it, or in the kubeconfig file beside it. */
function keyOf(files: ReadonlyMap<string, string>, request: string): string {
  if (!request.endsWith('.conf.csr')) return files.get(request.replace(/csr$/, 'key')) ?? '';
  const file = request.replace(/\.csr$/, '');
  const [user] = parseKubeconfig(files.get(file) ?? '', file).users;
  return Buffer.from(user?.user['client-key-data'] ?? '', 'base64').toString();
}

const requestNames = (files: ReadonlyMap<string, string>): readonly string[] =>
  [...files.keys()].filter((name) => name.endsWith('.csr')).sort();

/** What OpenSSL reads in a request, without its numbers: whose key it is, and the signature. */
function factsOf(pem: string): Promise<string> {
  return withFiles({ csr: pem }, (folder) =>
    openssl('req', '-in', join(folder, 'csr'), '-noout', '-text').replace(/^\s+([0-9a-f]{2}:)+([0-9a-f]{2})?\n/gm, ''),
  );
}

for (const { name, label, key, signature } of ALGORITHMS) {
  describe(`requests for certificates, with keys of ${name}`, () => {
    let files: ReadonlyMap<string, string>;

    before(async function () {
      // two primes of 2048 bits take a while to be found
      this.timeout(60_000);
      files = await requestsWith(name);
    });

    it('are made for seven certificates and five kubeconfig files, each with a key of that kind', () => {
      const names = requestNames(files);
      expect(names).length(12);
      for (const request of names) {
        const pem = keyOf(files, request);
        expect(pem, request).match(new RegExp(`^-----BEGIN ${label}-----\n`));
        expect(describeKey(parsePrivateKey(pem, request)), request).match(new RegExp(`^${name} `));
      }
    });

    itWithOpenssl('are verified by OpenSSL, kubeconfig files’ too, and are for the key beside them', async () => {
      for (const request of requestNames(files)) {
        await withFiles({ csr: files.get(request) ?? '', key: keyOf(files, request) }, (folder) => {
          const csr = join(folder, 'csr');
          const text = openssl('req', '-in', csr, '-noout', '-verify', '-text');
          expect(text, request).match(key).and.include(`Signature Algorithm: ${signature}`);
          const ofRequest = openssl('req', '-in', csr, '-noout', '-pubkey');
          expect(openssl('pkey', '-in', join(folder, 'key'), '-pubout'), request).equal(ofRequest);
        });
      }
    });
  });
}

describe('requests for certificates, compared with those of the reference (live)', () => {
  if (REFERENCE === '') {
    it.skip('say the same (skipped: KUBEADM_BIN does not name it)');
    return;
  }
  for (const { name } of ALGORITHMS) {
    it(`say the same with ${name}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-reference-'));
      try {
        await writeFile(join(folder, 'c.yaml'), configFor(name));
        const words = ['certs', 'generate-csr', '--config', join(folder, 'c.yaml')];
        await execute(REFERENCE, [...words, '--cert-dir', folder, '--kubeconfig-dir', folder]);
        const files = await requestsWith(name);
        for (const request of requestNames(files)) {
          const theirs = await readFile(join(folder, request), 'utf8');
          expect(await factsOf(files.get(request) ?? ''), request).equal(await factsOf(theirs));
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    }).timeout(180_000);
  }
});
