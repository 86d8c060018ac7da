import { expect } from 'chai';
import { refuseWarnings } from '../../../pkg/config/load/refuse-warnings.ts';
import { clusterYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const strictly = (text: string) => refuseWarnings(() => loadText(text));

describe('refuseWarnings', () => {
  it('lets pass what nothing is to be said about', async () =>
    expect((await strictly(clusterYaml())).config.cluster.kubernetesVersion).to.equal('v1.36.2'));

  it('makes an error of every warning', async () => {
    const failure = await failureOf(strictly(clusterYaml('foo: 1\ncertificateValidityPeriod: 9000h')));
    expect(failure.code).to.equal('invalid-configuration');
    expect(failure.message).to.match(/2 things are wrong:(.|\n)*c\.yaml:4:1: foo: (.|\n)*certificateValidityPeriod/);
  });

  it('names errors and warnings together', async () => {
    const failure = await failureOf(strictly(clusterYaml('foo: 1\ncertificatesDir: pki')));
    expect(failure.message).to.match(/2 things are wrong:(.|\n)*certificatesDir(.|\n)*foo: there is no such field/);
  });

  it('leaves other failures as they are', async () => {
    const failure = new Error('x');
    expect(await refuseWarnings(() => Promise.reject(failure)).catch((error: unknown) => error)).to.equal(failure);
  });
});
