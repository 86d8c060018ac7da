import { expect } from 'chai';
import { showJoinCommandPhase } from '../../../phases/show-join-command/show-join-command.ts';
import type { InitSettings } from '../../../phases/init-context.ts';
import {
  CA_HASH,
  CA_PEM,
  OTHER_CA_HASH,
  OTHER_CA_PEM,
  adminConf,
  answeringMachine,
} from '../../support/answering-machine.ts';
import { exampleConfig, type ExampleOverrides } from '../../support/example-config.ts';
import { testContext } from '../../support/test-context.ts';

const TOKEN = 'abcdef.0123456789abcdef';
const KEY = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
const ENDPOINT = { cluster: { controlPlaneEndpoint: 'cp.example.com:6443' } };

async function shown(overrides: ExampleOverrides = {}, settings: Partial<InitSettings> = {}, conf = adminConf()) {
  const machine = answeringMachine({ files: { '/etc/kubernetes/admin.conf': conf } });
  const context = testContext(machine, { config: exampleConfig(overrides), settings });
  await showJoinCommandPhase.run(context);
  expect(machine.changes).to.be.empty;
  return context.results;
}

describe('phase show-join-command', () => {
  it('ends with the worker command in the form that scripts cut out', async () => {
    const [result] = await shown();
    expect(result?.text).to.match(
      new RegExp(
        `\n\nkubeadm-ts join 192\\.0\\.2\\.10:6443 --token ${TOKEN} \\\\\n\t--discovery-token-ca-cert-hash ${CA_HASH} $`,
      ),
    );
  });

  it('tells how a person uses the cluster, line by line', async () => {
    const [result] = await shown();
    const lines = result?.text.split('\n');
    expect(lines).to.include.members([
      'Your Kubernetes control-plane has initialized successfully!',
      '  mkdir -p $HOME/.kube',
      '  sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config',
      '  sudo chown $(id -u):$(id -g) $HOME/.kube/config',
      '  export KUBECONFIG=/etc/kubernetes/admin.conf',
    ]);
  });

  it('has no control-plane command without a control plane endpoint', async () => {
    const [result] = await shown({ certificateKey: KEY }, { uploadCerts: true });
    expect(result?.text).not.to.contain('--control-plane');
    expect(result?.data).not.to.have.property('controlPlaneJoinCommand');
  });

  it('shows the control-plane command with the certificate key, indented by two spaces', async () => {
    const [result] = await shown(
      { ...ENDPOINT, certificateKey: KEY },
      { uploadCerts: true },
      adminConf('https://cp.example.com:6443'),
    );
    expect(result?.text).to.contain(
      `\n\n  kubeadm-ts join cp.example.com:6443 --token ${TOKEN} \\\n` +
        `\t--discovery-token-ca-cert-hash ${CA_HASH} \\\n` +
        `\t--control-plane --certificate-key ${KEY}\n\n`,
    );
    expect(result?.text).to.contain('two hours');
  });

  it('ends the control-plane command with a space where no key is known, and says which files to copy', async () => {
    const [result] = await shown(ENDPOINT);
    expect(result?.text).to.contain(`${CA_HASH} \\\n\t--control-plane \n\n`);
    expect(result?.text).to.contain('copying certificate authorities').and.not.contain('two hours');
  });

  it('shows a key that was given even when nothing was uploaded', async () => {
    const [result] = await shown({ ...ENDPOINT, certificateKey: KEY });
    expect(result?.text).to.contain(`\t--control-plane --certificate-key ${KEY}\n`);
  });

  it('repeats the hash for every certificate of the authority', async () => {
    const [result] = await shown({}, {}, adminConf('https://192.0.2.10:6443', CA_PEM + OTHER_CA_PEM));
    expect(result?.text).to.contain(
      ` \\\n\t--discovery-token-ca-cert-hash ${CA_HASH} \\\n\t--discovery-token-ca-cert-hash ${OTHER_CA_HASH} `,
    );
    expect(result?.data).to.deep.include({ caCertHashes: [CA_HASH, OTHER_CA_HASH] });
  });

  it('gives the same as data, with commands on one line', async () => {
    const [result] = await shown(
      { ...ENDPOINT, certificateKey: KEY },
      { uploadCerts: true },
      adminConf('https://cp.example.com:6443'),
    );
    const worker = `kubeadm-ts join cp.example.com:6443 --token ${TOKEN} --discovery-token-ca-cert-hash ${CA_HASH}`;
    expect(result?.data).to.deep.equal({
      controlPlaneEndpoint: 'cp.example.com:6443',
      token: TOKEN,
      caCertHashes: [CA_HASH],
      certificateKey: KEY,
      workerJoinCommand: worker,
      controlPlaneJoinCommand: `${worker} --control-plane --certificate-key ${KEY}`,
      adminKubeconfig: '/etc/kubernetes/admin.conf',
    });
  });

  it('withholds secrets everywhere when asked to', async () => {
    const [result] = await shown(
      { ...ENDPOINT, certificateKey: KEY },
      { uploadCerts: true, skipTokenPrint: true, skipCertificateKeyPrint: true },
    );
    expect(result?.text).to.contain('--token <value withheld> \\').and.contain('--certificate-key <value withheld>\n');
    expect(JSON.stringify(result)).not.to.contain(TOKEN).and.not.contain(KEY);
    expect(result?.data).not.to.have.any.keys('token', 'certificateKey');
  });

  it('withholds even a key that does not exist', async () => {
    const [result] = await shown(ENDPOINT, { skipCertificateKeyPrint: true });
    expect(result?.text).to.contain('--control-plane --certificate-key <value withheld>\n');
  });

  it('tells it once for each token', async () => {
    const [token] = exampleConfig().bootstrapTokens;
    const results = await shown({ bootstrapTokens: [token!, { ...token!, token: 'abcdeg.0123456789abcdef' }] });
    expect(results.map(({ data }) => data['token'])).to.deep.equal([TOKEN, 'abcdeg.0123456789abcdef']);
  });

  it('needs the phases that make the command work', () => {
    expect(showJoinCommandPhase.needs).to.deep.equal(['bootstrap-token', 'upload-certs']);
  });
});
