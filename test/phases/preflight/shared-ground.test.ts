import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem, publicKeyPem } from '../../../pkg/pki/key-pem.ts';
import { requireSharedGround } from '../../../phases/preflight/shared-ground.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import type { ExampleOverrides } from '../../support/example-config.ts';
import { exampleControlPlaneJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { exampleCluster } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
const KEY = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
type Files = NonNullable<MachineOptions['files']>;

const ca = exampleAuthority();
const saKey = ecKey();
const SHARED: Files = {
  ...pairFiles(`${PKI}/ca`, ca),
  ...pairFiles(`${PKI}/front-proxy-ca`, exampleAuthority({ commonName: 'front-proxy-ca' })),
  ...pairFiles(`${PKI}/etcd/ca`, exampleAuthority({ commonName: 'etcd-ca' })),
  [`${PKI}/sa.key`]: privateKeyPem(saKey),
  [`${PKI}/sa.pub`]: publicKeyPem(saKey),
};

function without(...names: readonly string[]): Files {
  return Object.fromEntries(
    Object.entries(SHARED).filter(([path]) => !names.some((name) => path === `${PKI}/${name}`)),
  );
}

interface Ground {
  readonly certificateKey?: string;
  readonly cluster?: ExampleOverrides['cluster'];
}

async function look(files: Files, { certificateKey = '', cluster = {} }: Ground = {}): Promise<readonly string[]> {
  const localAPIEndpoint = { advertiseAddress: '192.0.2.11', bindPort: 6443 };
  const controlPlane = { localAPIEndpoint, certificateKey };
  const { discovered, config } = exampleCluster(exampleControlPlaneJoin({ controlPlane }), { cluster });
  const joined = { config, discovered: { ...discovered, caCertificates: certificatePem(ca.certificate) } };
  const warnings: string[] = [];
  await requireSharedGround(new SimulatedMachine({ files }), controlPlane, joined, (message) => warnings.push(message));
  return warnings;
}

/** What a failure lists. */
async function problems(files: Files, ground?: Ground): Promise<readonly string[]> {
  const error = await failureOf(look(files, ground));
  expect(error.code).to.equal('control-plane-not-ready-to-join');
  return [...error.message.matchAll(/^\t- (.*)$/gm)].map(([, problem = '']) => problem);
}

describe('what control planes of one cluster share', () => {
  it('is fine when all files were copied', async () => {
    expect(await look(SHARED)).to.deep.equal([]);
  });

  it('comes with the download where a certificate key is given', async () => {
    expect(await look({}, { certificateKey: KEY })).to.deep.equal([]);
  });

  it('is missing as a whole: everything is told at once, with both ways out', async () => {
    const error = await failureOf(look({}, { cluster: { controlPlaneEndpoint: '' } }));
    const [, ...list] = error.message.split('\n\t- ');
    expect(list[0]).to.contain('no controlPlaneEndpoint');
    expect(list.slice(1)).to.deep.equal(
      ['ca.crt', 'front-proxy-ca.crt', 'etcd/ca.crt', 'sa.key', 'sa.pub'].map((name) => `${PKI}/${name} is missing`),
    );
    expect(error.hint)
      .to.contain('controlPlaneEndpoint')
      .and.to.contain('copy the files')
      .and.to.contain('--certificate-key')
      .and.to.contain('kubeadm-ts init phase upload-certs --upload-certs');
  });

  it('includes an endpoint also where the files are downloaded, and then speaks of nothing else', async () => {
    const error = await failureOf(look({}, { certificateKey: KEY, cluster: { controlPlaneEndpoint: '' } }));
    expect(error.message.match(/\t- /g)).to.have.length(1);
    expect(error.hint).not.to.contain('--certificate-key');
  });

  it('needs no authority for etcd where that is external', async () => {
    const external = { endpoints: [], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
    expect(await look(without('etcd/ca.crt', 'etcd/ca.key'), { cluster: { etcd: { external } } })).to.deep.equal([]);
  });

  it('may lack the key of an authority, with a warning, where all that it signs is here', async () => {
    const client = pairFiles(`${PKI}/front-proxy-client`, exampleLeaf(ca));
    const warnings = await look({ ...without('front-proxy-ca.key'), ...client });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(`${PKI}/front-proxy-ca.key`);
  });

  it('names what is missing of that; but not where the key was merely forgotten', async () => {
    expect(await problems(without('ca.key'))).to.deep.equal([`${PKI}/ca.key is missing`]);
    const [problem] = await problems({ ...without('ca.key'), ...pairFiles(`${PKI}/apiserver`, exampleLeaf(ca)) });
    expect(problem)
      .to.contain(`${PKI}/ca.key is missing; `)
      .and.contain(`missing: ${PKI}/apiserver-kubelet-client.crt, `)
      .and.contain('/etc/kubernetes/scheduler.conf')
      .and.not.contain('apiserver.crt');
  });

  it('is refused where a certificate is no authority, or cannot be read', async () => {
    const leaf = exampleLeaf(ca);
    const found = await problems({
      ...SHARED,
      ...pairFiles(`${PKI}/ca`, leaf),
      [`${PKI}/etcd/ca.crt`]: 'nonsense',
    });
    expect(found).to.have.length(2);
    expect(found[0]).to.equal(`${PKI}/ca.crt is not a certificate authority: its basic constraints have no CA:TRUE`);
    expect(found[1]).to.contain(`${PKI}/etcd/ca.crt`);
  });

  it('is refused where a key belongs to another certificate, or the two halves of sa do not fit', async () => {
    const found = await problems({
      ...SHARED,
      [`${PKI}/front-proxy-ca.key`]: privateKeyPem(ecKey()),
      [`${PKI}/sa.pub`]: publicKeyPem(ecKey()),
    });
    expect(found).to.have.length(2);
    expect(found[0]).to.contain('front-proxy-ca.key');
    expect(found[1]).to.contain('sa.pub');
  });

  it('is warned of where it is the authority of another cluster, or expired', async () => {
    const other = pairFiles(`${PKI}/ca`, exampleAuthority());
    expect((await look({ ...SHARED, ...other })).join()).to.contain('see that it comes from that cluster');
    const notAfter = new Date('2026-01-01T00:00:00Z');
    const expired = pairFiles(`${PKI}/etcd/ca`, exampleAuthority({ commonName: 'etcd-ca', notAfter }));
    expect((await look({ ...SHARED, ...expired })).join()).to.match(/etcd\/ca\.crt expired on 2026-01-01/);
  });

  it('tells nothing of the keys', async () => {
    const error = await failureOf(look({ ...SHARED, [`${PKI}/sa.key`]: 'a broken SECRET' }));
    expect(error.message).to.contain('sa.key').and.not.to.contain('SECRET');
  });
});
