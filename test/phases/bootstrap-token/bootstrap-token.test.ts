import { expect } from 'chai';
import { load } from 'js-yaml';
import { bootstrapTokenPhase } from '../../../phases/bootstrap-token/bootstrap-token.ts';
import type { BootstrapToken } from '../../../pkg/config/types.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { CA_PEM, adminConf, answeringMachine } from '../../support/answering-machine.ts';
import { applied, appliedObjects, secretText, type AnyObject } from '../../support/applied-objects.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const HOUR = 3_600_000;
const TOKEN = 'bootstrap-token-abcdef';
const [EXAMPLE] = exampleConfig().bootstrapTokens as [BootstrapToken];

function contextWith(machine: SimulatedMachine, ...tokens: readonly Partial<BootstrapToken>[]) {
  return testContext(machine, {
    config: exampleConfig({ bootstrapTokens: tokens.map((token) => ({ ...EXAMPLE, ...token })) }),
  });
}

/** The token Secret that this phase makes at a given time. */
async function tokenMadeAt(time: string, token: Partial<BootstrapToken> = {}): Promise<KubeObject> {
  const machine = answeringMachine({ now: new Date(time) });
  await bootstrapTokenPhase.run(contextWith(machine, token));
  return appliedObjects(machine.changes)[0]!;
}

async function changesOf(
  existing: KubeObject,
  now: string,
  token: Partial<BootstrapToken> = {},
): Promise<readonly string[]> {
  const machine = answeringMachine({ objects: [existing], now: new Date(now) });
  await bootstrapTokenPhase.run(contextWith(machine, token));
  return applied(machine.changes).filter((line) => line.includes(TOKEN));
}

describe('phase bootstrap-token', () => {
  it('applies tokens, rights and cluster-info in the documented order', async () => {
    const machine = answeringMachine();
    await bootstrapTokenPhase.run(contextWith(machine, {}, { token: 'abcdeg.0123456789abcdef' }));
    expect(applied(machine.changes)).to.deep.equal([
      'create Secret kube-system/bootstrap-token-abcdef',
      'create Secret kube-system/bootstrap-token-abcdeg',
      'create ClusterRole kubeadm:get-nodes',
      'create ClusterRoleBinding kubeadm:get-nodes',
      'create ClusterRoleBinding kubeadm:kubelet-bootstrap',
      'create ClusterRoleBinding kubeadm:node-autoapprove-bootstrap',
      'create ClusterRoleBinding kubeadm:node-autoapprove-certificate-rotation',
      'create ClusterRoleBinding kubeadm:apiserver-kubelet-client',
      'create ConfigMap kube-public/cluster-info',
      'create Role kube-public/kubeadm:bootstrap-signer-clusterinfo',
      'create RoleBinding kube-public/kubeadm:bootstrap-signer-clusterinfo',
    ]);
  });

  it('publishes the server and the authority of admin.conf, and nobody in it', async () => {
    const machine = answeringMachine({
      files: { '/etc/kubernetes/admin.conf': adminConf('https://cp.example.com:6443') },
    });
    await bootstrapTokenPhase.run(testContext(machine));
    const info = appliedObjects(machine.changes).find(({ metadata }) => metadata.name === 'cluster-info');
    const { kubeconfig } = info?.['data'] as { kubeconfig: string };
    expect(load(kubeconfig)).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: '',
          cluster: {
            server: 'https://cp.example.com:6443',
            'certificate-authority-data': Buffer.from(CA_PEM).toString('base64'),
          },
        },
      ],
      contexts: null,
      'current-context': '',
      users: null,
    });
  });

  it('reads an authority that admin.conf names by its path', async () => {
    const conf = {
      clusters: [{ name: 'c', cluster: { server: 'https://x:1', 'certificate-authority': 'pki/ca.crt' } }],
      contexts: [{ name: 'x', context: { cluster: 'c' } }],
      'current-context': 'x',
    };
    const machine = answeringMachine({ files: { '/etc/kubernetes/admin.conf': JSON.stringify(conf) } });
    await bootstrapTokenPhase.run(testContext(machine));
    const info = appliedObjects(machine.changes).find(({ metadata }) => metadata.name === 'cluster-info');
    expect(JSON.stringify(info)).to.contain(Buffer.from('content of ca.crt\n').toString('base64'));
  });

  it('changes nothing the second time', async () => {
    const machine = answeringMachine();
    const context = testContext(machine);
    await bootstrapTokenPhase.run(context);
    machine.forget();
    await bootstrapTokenPhase.run(context);
    expect(machine.changes).to.be.empty;
    expect(context.notes.join()).to.contain('kept tokens');
  });

  it('keeps signatures that the controllers put into cluster-info', async () => {
    const machine = answeringMachine();
    await bootstrapTokenPhase.run(testContext(machine));
    const info = appliedObjects(machine.changes).find(({ metadata }) => metadata.name === 'cluster-info') as AnyObject;
    const signed = { ...info, data: { ...(info['data'] as object), 'jws-kubeconfig-abcdef': 'x..y' } };
    const again = answeringMachine({ objects: [signed] });
    await bootstrapTokenPhase.run(testContext(again));
    expect(applied(again.changes).join()).not.to.contain('cluster-info');
  });

  it('keeps a token that was made shortly before', async () => {
    expect(await changesOf(await tokenMadeAt('2026-01-02T00:00:00Z'), '2026-01-02T11:59:00Z')).to.be.empty;
  });

  it('gives a token new life when less than half of it is left', async () => {
    const existing = await tokenMadeAt('2026-01-02T00:00:00Z');
    expect(await changesOf(existing, '2026-01-02T12:01:00Z')).to.deep.equal([`update Secret kube-system/${TOKEN}`]);
    expect(await changesOf(existing, '2026-01-05T00:00:00Z')).to.deep.equal([`update Secret kube-system/${TOKEN}`]);
  });

  it('shortens a life that is longer than asked for', async () => {
    const existing = await tokenMadeAt('2026-01-02T00:00:00Z', { ttl: 48 * HOUR });
    expect(await changesOf(existing, '2026-01-02T00:00:00Z')).to.deep.equal([`update Secret kube-system/${TOKEN}`]);
  });

  it('takes an expiration away from a token that is to live for ever, and gives one to a token that did', async () => {
    const now = '2026-01-02T00:00:00Z';
    expect(await changesOf(await tokenMadeAt(now), now, { ttl: 0 })).to.have.length(1);
    expect(await changesOf(await tokenMadeAt(now, { ttl: 0 }), now)).to.have.length(1);
    expect(await changesOf(await tokenMadeAt(now, { ttl: 0 }), now, { ttl: 0 })).to.be.empty;
  });

  it('overwrites a token with another secret, and one with usages that are no longer wanted', async () => {
    const now = '2026-01-02T00:00:00Z';
    const existing = await tokenMadeAt(now);
    expect(await changesOf(existing, now, { token: 'abcdef.fedcba9876543210' })).to.have.length(1);
    expect(await changesOf(existing, now, { usages: ['authentication'] })).to.have.length(1);
  });

  it('stores a token id that is configured twice once, as the last entry says', async () => {
    const machine = answeringMachine();
    await bootstrapTokenPhase.run(contextWith(machine, { description: 'first' }, { description: 'second' }));
    const secrets = appliedObjects(machine.changes).filter(({ kind }) => kind === 'Secret');
    expect(secrets.map((secret) => secretText(secret, 'description'))).to.deep.equal(['second']);
  });

  it('tells the tokens unless asked not to', async () => {
    const told = testContext(answeringMachine());
    await bootstrapTokenPhase.run(told);
    expect(told.notes.join()).to.contain(EXAMPLE.token);
    const silent = testContext(answeringMachine(), { settings: { skipTokenPrint: true } });
    await bootstrapTokenPhase.run(silent);
    expect(silent.notes.join()).not.to.contain(EXAMPLE.token);
  });

  it('says what to do when there is no admin.conf, or one that leads nowhere', async () => {
    const none = await bootstrapTokenPhase.run(testContext(new SimulatedMachine())).catch((error: unknown) => error);
    expect(none).to.include({ code: 'kubeconfig-missing' });
    const machine = answeringMachine({ files: { '/etc/kubernetes/admin.conf': 'kind: Config\n' } });
    const empty = await bootstrapTokenPhase.run(testContext(machine)).catch((error: unknown) => error);
    expect(empty).to.include({ code: 'kubeconfig-incomplete' });
    expect(machine.changes).to.be.empty;
  });
});
