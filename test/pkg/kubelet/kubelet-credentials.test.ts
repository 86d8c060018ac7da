import { expect } from 'chai';
import { kubeletCredentials } from '../../../pkg/kubelet/kubelet-credentials.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { CA_PEM } from '../../support/answering-machine.ts';
import {
  exampleAuthority,
  exampleLeaf,
  MACHINE_TIME,
  type ExampleOptions,
} from '../../support/example-certificates.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const KUBECONFIG = '/etc/kubernetes/kubelet.conf';
const PAIR = '/var/lib/kubelet/pki/kubelet-client-current.pem';

/** As a kubelet writes it that has asked for its certificate. */
const kubeconfig = JSON.stringify({
  clusters: [{ name: 'c', cluster: { 'certificate-authority-data': Buffer.from(CA_PEM).toString('base64') } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
  users: [{ name: 'u', user: { 'client-certificate': PAIR, 'client-key': PAIR } }],
});

function pair(options: ExampleOptions): string {
  const { certificate, key } = exampleLeaf(exampleAuthority(), { usages: ['client'], ...options });
  return `${certificatePem(certificate)}${privateKeyPem(key)}`;
}

const credentialsWith = (files: Readonly<Record<string, string>>) =>
  kubeletCredentials(new SimulatedMachine({ files }));

describe("a kubelet's credentials", () => {
  const good = pair({ commonName: 'system:node:worker1' });

  it('are there once kubelet.conf leads to a certificate with its key', async () => {
    expect(await credentialsWith({ [KUBECONFIG]: kubeconfig, [PAIR]: good })).deep.equal({
      nodeName: 'worker1',
      caPem: CA_PEM,
    });
  });

  it('name no node where the certificate is not that of one', async () => {
    const other = pair({ commonName: 'kubernetes-admin' });
    expect(await credentialsWith({ [KUBECONFIG]: kubeconfig, [PAIR]: other })).include({ nodeName: '' });
  });

  const expired = { commonName: 'system:node:worker1', notAfter: new Date(MACHINE_TIME.getTime() - 1000) };
  const NOT_YET: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['before kubelet.conf is written', {}, /there is no \/etc\/kubernetes\/kubelet\.conf/],
    ['before the certificate is written', { [KUBECONFIG]: kubeconfig }, /kubelet-client-current\.pem/],
    ['while kubelet.conf is half written', { [KUBECONFIG]: kubeconfig.slice(0, 80), [PAIR]: good }, /cannot be read/],
    ['while the key is not there', { [KUBECONFIG]: kubeconfig, [PAIR]: good.split('-----BEGIN EC')[0] ?? '' }, /key/],
    ['once the certificate has expired', { [KUBECONFIG]: kubeconfig, [PAIR]: pair(expired) }, /expired on/],
  ];
  for (const [when, files, why] of NOT_YET) {
    it(`are of no use ${when}`, async () => {
      const credentials = await credentialsWith(files);
      expect('notYet' in credentials ? credentials.notYet : '').match(why);
    });
  }
});
