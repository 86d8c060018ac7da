import { expect } from 'chai';
import { sign, verify } from 'node:crypto';
import type { EncryptionAlgorithm } from '../../../pkg/config/types.ts';
import { loadConnection } from '../../../pkg/kubeconfig/load-kubeconfig.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { kubeconfigPhase } from '../../../phases/kubeconfig/kubeconfig.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { fewKeys } from '../../support/test-keys.ts';
import { handshake, type Party } from '../../support/tls-handshake.ts';

const PKI = '/etc/kubernetes/pki';

/** Leaf, authority, and the purposes that openssl knows. */
const PURPOSES: readonly (readonly [string, string, readonly string[]])[] = [
  ['apiserver', 'ca', ['sslserver']],
  ['apiserver-kubelet-client', 'ca', ['sslclient']],
  ['front-proxy-client', 'front-proxy-ca', ['sslclient']],
  ['etcd/server', 'etcd/ca', ['sslserver', 'sslclient']],
  ['etcd/peer', 'etcd/ca', ['sslserver', 'sslclient']],
  ['etcd/healthcheck-client', 'etcd/ca', ['sslclient']],
  ['apiserver-etcd-client', 'etcd/ca', ['sslclient']],
];

/** Names and addresses under which clients reach each server. */
const SERVERS: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'apiserver',
    'ca',
    'apiserver-kubelet-client',
    ['cp1', 'kubernetes.default.svc.cluster.local', 'foo.example.com', '10.96.0.1', '192.0.2.10'],
  ],
  ['etcd/server', 'etcd/ca', 'apiserver-etcd-client', ['cp1', 'localhost', '127.0.0.1', '::1']],
  ['etcd/server', 'etcd/ca', 'etcd/healthcheck-client', ['127.0.0.1']],
  ['etcd/peer', 'etcd/ca', 'etcd/peer', ['192.0.2.10']],
  ['etcd/server', 'etcd/ca', 'etcd/server', ['localhost']],
];

/** How each looks to OpenSSL, and how tokens of ServiceAccounts are signed with it (RFC 7518 section 3.1). */
const ALGORITHMS: Readonly<Record<EncryptionAlgorithm, { readonly signature: RegExp; readonly digest: string }>> = {
  'RSA-2048': { signature: /sha256WithRSAEncryption[\s\S]*\(2048 bit\)/, digest: 'sha256' },
  'RSA-3072': { signature: /sha256WithRSAEncryption[\s\S]*\(3072 bit\)/, digest: 'sha256' },
  'RSA-4096': { signature: /sha256WithRSAEncryption[\s\S]*\(4096 bit\)/, digest: 'sha256' },
  'ECDSA-P256': { signature: /ecdsa-with-SHA256[\s\S]*NIST CURVE: P-256/, digest: 'sha256' },
  'ECDSA-P384': { signature: /ecdsa-with-SHA384[\s\S]*NIST CURVE: P-384/, digest: 'sha384' },
};

for (const algorithm of Object.keys(ALGORITHMS) as EncryptionAlgorithm[]) {
  const { signature, digest } = ALGORITHMS[algorithm];
  describe(`certificates with ${algorithm} keys`, () => {
    const machine = new SimulatedMachine({ now: new Date() });
    const contentOf = (path: string): string => machine.file(path)!.content;
    const partyOf = (base: string): Party => ({
      cert: contentOf(`${PKI}/${base}.crt`),
      key: contentOf(`${PKI}/${base}.key`),
    });

    before(async function () {
      this.timeout(120_000);
      const apiServer = { ...exampleConfig().cluster.apiServer, certSANs: ['*.example.com'] };
      const config = exampleConfig({ cluster: { encryptionAlgorithm: algorithm, apiServer } });
      const context = testContext(machine, { config, keys: fewKeys() });
      await runSteps(certsPhase, context);
      await runSteps(kubeconfigPhase, context);
    });

    itWithOpenssl('are accepted by openssl verify for every purpose, strictly', async () => {
      const files = Object.fromEntries(
        machine
          .paths()
          .filter((path) => path.startsWith(PKI))
          .map((path) => [path.slice(1), contentOf(path)]),
      );
      await withFiles(files, (folder) => {
        for (const [leaf, authority, purposes] of PURPOSES) {
          for (const purpose of purposes) {
            const verdict = openssl(
              'verify',
              '-x509_strict',
              '-purpose',
              purpose,
              '-CAfile',
              `${folder}${PKI}/${authority}.crt`,
              `${folder}${PKI}/${leaf}.crt`,
            );
            expect(verdict).to.match(/OK$/m);
          }
        }
      });
    });

    itWithOpenssl('look to openssl like what was asked for, authorities and leaves alike', async () => {
      for (const base of ['ca', 'front-proxy-ca', 'etcd/ca', ...PURPOSES.map(([leaf]) => leaf)]) {
        await withFiles({ 'a.crt': contentOf(`${PKI}/${base}.crt`) }, (folder) => {
          expect(openssl('x509', '-in', `${folder}/a.crt`, '-noout', '-text'), base).to.match(signature);
        });
      }
    });

    itWithOpenssl('have keys that openssl finds sound, the keys of ServiceAccounts too', async () => {
      const keys = machine.paths().filter((path) => path.endsWith('.key'));
      const files = Object.fromEntries(keys.map((path) => [path.slice(1), contentOf(path)]));
      await withFiles(files, (folder) => {
        for (const path of keys) openssl('pkey', '-in', `${folder}${path}`, '-check', '-noout');
      });
      expect(keys).to.have.length(11);
    });

    it('come with a pair of keys that signs and verifies the tokens of ServiceAccounts', () => {
      const token = Buffer.from('header.payload');
      const signed = sign(digest, token, contentOf(`${PKI}/sa.key`));
      expect(verify(digest, token, contentOf(`${PKI}/sa.pub`), signed)).to.equal(true);
    });

    it('let the front proxy call an extension that trusts its authority', async () => {
      const outcome = await handshake({
        server: partyOf('apiserver'),
        ca: contentOf(`${PKI}/ca.crt`),
        client: partyOf('front-proxy-client'),
        clientCa: contentOf(`${PKI}/front-proxy-ca.crt`),
        host: 'kubernetes.default.svc',
      });
      expect(outcome).to.deep.include({ authorized: true, user: 'front-proxy-client' });
    });

    itWithOpenssl('are refused by openssl verify for a purpose that they do not have', async () => {
      await withFiles(
        { 'ca.crt': contentOf(`${PKI}/ca.crt`), 'leaf.crt': contentOf(`${PKI}/apiserver.crt`) },
        (folder) => {
          expect(() =>
            openssl('verify', '-purpose', 'sslclient', '-CAfile', `${folder}/ca.crt`, `${folder}/leaf.crt`),
          ).to.throw();
        },
      );
    });

    for (const [server, authority, client, hosts] of SERVERS) {
      it(`let ${client} call ${server} by ${hosts.join(', ')}`, async () => {
        const ca = contentOf(`${PKI}/${authority}.crt`);
        for (const host of hosts) {
          expect(await handshake({ server: partyOf(server), client: partyOf(client), ca, host })).to.deep.include({
            authorized: true,
          });
        }
      });
    }

    it('do not let a client call a server by a name that is not its own', async () => {
      const ca = contentOf(`${PKI}/ca.crt`);
      const parties = { server: partyOf('apiserver'), client: partyOf('apiserver-kubelet-client'), ca };
      expect(await handshake({ ...parties, host: 'a.b.example.com' })).to.have.property(
        'error',
        'ERR_TLS_CERT_ALTNAME_INVALID',
      );
    });

    it('do not let a client of one authority call a server of another', async () => {
      const ca = contentOf(`${PKI}/etcd/ca.crt`);
      const outcome = await handshake({
        server: partyOf('etcd/server'),
        client: partyOf('front-proxy-client'),
        ca,
        host: 'localhost',
      });
      expect(outcome.authorized).to.equal(false);
    });

    it('let the users of kubeconfig files call the API server as who they are', async () => {
      for (const file of ['admin', 'super-admin', 'kubelet', 'controller-manager', 'scheduler']) {
        const { caPem, clientCertPem, clientKeyPem, server, userName } = (await loadConnection(
          machine,
          `/etc/kubernetes/${file}.conf`,
        ))!;
        const client = { cert: clientCertPem!, key: clientKeyPem! };
        const outcome = await handshake({
          server: partyOf('apiserver'),
          client,
          ca: caPem!,
          host: new URL(server).hostname,
        });
        expect(outcome).to.deep.include({ authorized: true, user: userName });
      }
    });
  });
}
