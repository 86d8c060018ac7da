import { expect } from 'chai';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { loadAuthority } from '../../../pkg/pki/load-authority.ts';
import { exampleAuthority, pairFiles } from '../../support/example-certificates.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';

describe('an authority that is to sign', () => {
  const load = (files: Readonly<Record<string, string>>) => {
    const whole = pairFiles(`${PKI}/ca`, exampleAuthority());
    return loadAuthority(new SimulatedMachine({ files: { ...whole, ...files } }), PKI, 'ca');
  };

  it('is read with its key', async () => {
    const { certificate, key } = await load({});
    expect(certificate.checkPrivateKey(key)).equal(true);
  });

  const cases: readonly (readonly [what: string, files: Readonly<Record<string, string>>, code: string])[] = [
    ['the key of another', { [`${PKI}/ca.key`]: privateKeyPem(ecKey()) }, 'certificate-key-mismatch'],
    ['a certificate that cannot be read', { [`${PKI}/ca.crt`]: 'garbage' }, 'certificate-unreadable'],
    ['a key that cannot be read', { [`${PKI}/ca.key`]: 'garbage' }, 'private-key-unreadable'],
  ];
  for (const [what, files, code] of cases) {
    it(`with ${what} is to be put back, and never to be made anew: nobody would trust another`, async () => {
      const error = await failureOf(load(files));
      expect(error.code).equal(code);
      expect(hintOf(error)).match(/^put \S+ca\.crt and \S+ca\.key of this cluster back.* do not have them made anew/);
    });
  }
});
