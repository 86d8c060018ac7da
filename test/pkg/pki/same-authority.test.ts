import { expect } from 'chai';
import { matchAuthorities } from '../../../pkg/pki/same-authority.ts';
import { CA_PEM, OTHER_CA_PEM } from '../../support/answering-machine.ts';

describe('whether a file trusts the authorities of a cluster', () => {
  const both = `${CA_PEM}${OTHER_CA_PEM}`;

  it('looks at certificates, and not at the text around them', () => {
    expect(matchAuthorities(`# ours\n${CA_PEM.trimEnd()}`, 'ca.crt', CA_PEM)).equal('same');
    expect(matchAuthorities(OTHER_CA_PEM, 'ca.crt', CA_PEM)).equal('none');
  });

  it('lets the file hold more', () => {
    expect(matchAuthorities(both, 'ca.crt', CA_PEM)).equal('same');
  });

  it('tells when the file holds only some', () => {
    expect(matchAuthorities(CA_PEM, 'ca.crt', both)).equal('some');
  });

  it('names the file that holds no certificate', () => {
    expect(() => matchAuthorities('nothing', '/etc/kubernetes/pki/ca.crt', CA_PEM)).throw('/etc/kubernetes/pki/ca.crt');
  });
});
