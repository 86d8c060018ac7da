import { expect } from 'chai';
import { decryptCopy } from '../../../pkg/kube/certificate-copies.ts';
import type { KubeObject, ObjectRef } from '../../../pkg/kube/kube-object.ts';
import { CA_HASH, adminConf, answeringMachine } from '../../support/answering-machine.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { run } from '../../support/simulated-run.ts';

const TOKEN = 'abcdef.0123456789abcdef';
const KEY = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
const JOIN = `kubeadm-ts join 192.0.2.10:6443 --token ${TOKEN} --discovery-token-ca-cert-hash ${CA_HASH} `;
const secretOf = (id: string): ObjectRef => ({
  apiVersion: 'v1',
  kind: 'Secret',
  namespace: 'kube-system',
  name: `bootstrap-token-${id}`,
});
const UPLOAD: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name: 'kubeadm-certs' };

function secretText(secret: KubeObject): Readonly<Record<string, string>> {
  const { data } = secret as KubeObject & { readonly data: Readonly<Record<string, string>> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

const create = (machine: SimulatedMachine, ...words: readonly string[]) => run(['token', 'create', ...words], machine);

function machineWith(config: string, options: MachineOptions = {}): SimulatedMachine {
  return answeringMachine({ ...options, files: { '/c.yaml': config, ...options.files } });
}

function initWith(tokens: string): string {
  return `apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nbootstrapTokens:\n${tokens}`;
}

describe('kubeadm-ts token create', () => {
  it('prints the token and nothing else, and stores it for a day', async () => {
    const machine = answeringMachine();
    const { code, stdout, stderr } = await create(machine, TOKEN, '--description', 'for rack 7');
    expect({ code, stdout, stderr }).deep.equal({ code: 0, stdout: `${TOKEN}\n`, stderr: '' });
    const secret = machine.object(secretOf('abcdef'));
    expect(secret).include({ type: 'bootstrap.kubernetes.io/token' });
    expect(secretText(secret!)).deep.equal({
      'token-id': 'abcdef',
      'token-secret': '0123456789abcdef',
      description: 'for rack 7',
      expiration: '2026-01-03T03:04:05Z',
      'usage-bootstrap-signing': 'true',
      'usage-bootstrap-authentication': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    });
  });

  it('makes up a token where none is named', async () => {
    const { stdout } = await create(answeringMachine());
    expect(stdout).match(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
  });

  it('takes ttl, usages and groups', async () => {
    const machine = answeringMachine();
    await create(
      machine,
      TOKEN,
      '--ttl',
      '0',
      '--usages',
      'authentication',
      '--groups',
      'system:bootstrappers:a,system:bootstrappers:b',
    );
    const data = secretText(machine.object(secretOf('abcdef'))!);
    expect(data).not.have.any.keys('expiration', 'usage-bootstrap-signing');
    expect(data['auth-extra-groups']).equal('system:bootstrappers:a,system:bootstrappers:b');
  });

  it('makes a token for signing alone, without groups', async () => {
    const machine = answeringMachine();
    expect((await create(machine, TOKEN, '--usages', 'signing')).code).equal(0);
    expect(secretText(machine.object(secretOf('abcdef'))!)).not.have.property('auth-extra-groups');
  });

  it('takes empty usages and groups for the usual ones', async () => {
    const machine = answeringMachine();
    expect((await create(machine, TOKEN, '--usages', '', '--groups', '')).code).equal(0);
    expect(secretText(machine.object(secretOf('abcdef'))!)['auth-extra-groups']).include('default-node-token');
  });

  it('warns that a negative ttl means for ever', async () => {
    const { code, stderr } = await create(answeringMachine(), '--ttl=-5m');
    expect(code).equal(0);
    expect(stderr).include('never expires');
  });

  for (const [words, message, hint] of [
    [['ABC.0123456789abcdef'], '"ABC.***" is no bootstrap token', 'token generate'],
    [['--usages', 'sign'], '--usages: unknown: sign; known are signing, authentication', ''],
    [['--groups', 'admins'], '--groups: "admins" is no group for bootstrap tokens', ''],
    [['--usages', 'signing', '--groups', 'system:bootstrappers:a'], '--groups: groups mean nothing', 'authentication'],
    [['--certificate-key', KEY], '--certificate-key means something for a join command only', '--control-plane'],
    [['--certificate-key', 'abc', '--print-join-command'], '64 hex digits', 'openssl'],
    [[TOKEN, 'more'], 'does not take the argument "more"', ''],
    [['--config', '/c.yaml', '--ttl', '5m'], '--config cannot be combined with these flags: [ttl]', ''],
    [['--config', '/c.yaml', TOKEN], '/c.yaml lists tokens as well', ''],
    [['--kubeconfig', '/nowhere'], 'there is no /nowhere', '--kubeconfig'],
  ] as const) {
    it(`refuses \`${words.join(' ')}\` and stores nothing`, async () => {
      const machine = machineWith(initWith('- {}\n'));
      const { code, stdout, stderr } = await create(machine, ...words);
      expect(code).equal(1);
      expect(stdout).equal('');
      expect(stderr).include(message).and.include(hint).and.include('hint: ');
      expect(stderr).not.include('0123456789abcdef');
      expect(machine.changes).deep.equal([]);
    });
  }

  it('refuses an id that is taken, with the way out', async () => {
    const machine = answeringMachine();
    await create(machine, TOKEN);
    const { code, stdout, stderr } = await create(machine, 'abcdef.fedcba9876543210');
    expect(code).equal(1);
    expect(stdout).equal('');
    expect(stderr).include('"abcdef" exists already').and.include('kubeadm-ts token delete abcdef');
    expect(secretText(machine.object(secretOf('abcdef'))!)['token-secret']).equal('0123456789abcdef');
  });

  it('shows what it would store in a dry run, and stores nothing', async () => {
    const machine = answeringMachine();
    const { code, stdout } = await create(machine, TOKEN, '--dry-run');
    expect(code).equal(0);
    expect(stdout).include('[dry-run] would create Secret kube-system/bootstrap-token-abcdef:\n\tapiVersion: v1');
    expect(stdout.endsWith(`\n${TOKEN}\n`)).equal(true);
    expect(machine.changes).deep.equal([]);
    await create(machine, TOKEN);
    expect((await create(machine, TOKEN, '--dry-run')).stderr).include('exists already');
  });

  describe('from a configuration file', () => {
    it('makes every token and prints each on a line of its own', async () => {
      const machine = machineWith(
        initWith(
          `- token: ${TOKEN}\n  expires: 2026-02-03T04:05:06Z\n- token: bbbbbb.0123456789abcdef\n  ttl: 1h0m0s\n  usages: [signing]\n- description: any\n`,
        ),
      );
      const { code, stdout, stderr } = await create(machine, '--config', '/c.yaml');
      expect(code, stderr).equal(0);
      expect(stdout).match(/^abcdef\.0123456789abcdef\nbbbbbb\.0123456789abcdef\n[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
      expect(secretText(machine.object(secretOf('abcdef'))!)['expiration']).equal('2026-02-03T04:05:06Z');
      expect(secretText(machine.object(secretOf('bbbbbb'))!)).include({ expiration: '2026-01-02T04:04:05Z' });
    });

    it('makes a random token where the file lists none', async () => {
      const cluster = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n';
      expect((await create(machineWith(cluster), '--config', '/c.yaml')).stdout).match(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
    });

    it('tells all that is wrong, with its place, and makes none', async () => {
      const machine = machineWith(
        initWith(
          `- token: ${TOKEN}\n  expires: 2020-01-01T00:00:00Z\n- token: abcdef.fedcba9876543210\n  usages: [sign]\n- ttl: 1h\n  expires: 2030-01-01T00:00:00Z\n`,
        ),
      );
      const { code, stderr } = await create(machine, '--config', '/c.yaml');
      expect(code).equal(1);
      for (const part of [
        '/c.yaml:5:12: bootstrapTokens[0].expires: 2020-01-01T00:00:00Z is over already',
        'bootstrapTokens[1].usages: unknown: sign',
        'bootstrapTokens[1].token: its id is that of bootstrapTokens[0]',
        'bootstrapTokens[2].expires: ttl and expires exclude each other',
      ]) {
        expect(stderr).include(part);
      }
      expect(machine.changes).deep.equal([]);
    });

    it('makes all or none: one id that is taken is enough', async () => {
      const machine = machineWith(initWith(`- token: aaaaaa.0123456789abcdef\n- token: ${TOKEN}\n`));
      await create(machine, TOKEN);
      machine.forget();
      expect((await create(machine, '--config', '/c.yaml')).stderr).include('"abcdef" exists already');
      expect(machine.changes).deep.equal([]);
    });
  });

  describe('with --print-join-command', () => {
    it('prints one line: the command for a worker', async () => {
      expect(await create(answeringMachine(), TOKEN, '--print-join-command')).deep.equal({
        code: 0,
        stdout: `${JOIN}\n`,
        stderr: '',
      });
    });

    it('prints the command for a control plane with a certificate key, and uploads nothing', async () => {
      const machine = answeringMachine();
      const { stdout } = await create(machine, TOKEN, '--print-join-command', '--certificate-key', KEY);
      expect(stdout).equal(`${JOIN}--control-plane --certificate-key ${KEY}\n`);
      expect(machine.object(UPLOAD)).equal(undefined);
    });

    it('prints a command for every token of a file', async () => {
      const machine = machineWith(initWith(`- token: ${TOKEN}\n- token: bbbbbb.0123456789abcdef\n`));
      const { stdout } = await create(machine, '--config', '/c.yaml', '--print-join-command');
      expect(stdout).equal(`${JOIN}\n${JOIN.replace('abcdef.', 'bbbbbb.')}\n`);
    });

    it('looks for the authority before it stores the token', async () => {
      const conf = adminConf().replace(/,"certificate-authority-data":"[^"]*"/, '');
      const machine = answeringMachine({ files: { '/etc/kubernetes/admin.conf': conf } });
      const { code, stderr } = await create(machine, '--print-join-command');
      expect(code).equal(1);
      expect(stderr).include('lacks the certificate of its authority');
      expect(machine.changes).deep.equal([]);
    });

    it('warns of a token that nobody can join with', async () => {
      const { code, stderr } = await create(answeringMachine(), '--print-join-command', '--usages', 'signing');
      expect(code).equal(0);
      expect(stderr).include('without the usage authentication');
    });
  });
});

describe('kubeadm-ts token create --control-plane', () => {
  const stored = (endpoint: string): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
      data: {
        ClusterConfiguration: `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\ncontrolPlaneEndpoint: "${endpoint}"\n`,
      },
    }) as KubeObject;
  const inHa = (options: MachineOptions = {}): SimulatedMachine =>
    answeringMachine({ objects: [stored('cp.example.com:6443')], ...options });

  it('uploads the certificates under a new key and prints the whole command', async () => {
    const machine = inHa();
    const { code, stdout, stderr } = await create(machine, TOKEN, '--control-plane');
    expect(code, stderr).equal(0);
    const [, start, key = ''] = /^(.*)--control-plane --certificate-key ([0-9a-f]{64})\n$/.exec(stdout) ?? [];
    expect(start).equal(JOIN);
    const { data } = machine.object(UPLOAD) as unknown as { data: Record<string, string> };
    const caKey = decryptCopy(Buffer.from(data['ca.key'] ?? '', 'base64'), Buffer.from(key, 'hex'));
    expect(caKey.toString()).equal('content of ca.key\n');
    expect(
      machine.object({
        ...UPLOAD,
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        name: 'kubeadm:kubeadm-certs',
      }),
    ).not.equal(undefined);
    expect(stderr).include('[upload-certs]');
  });

  it('uses the key that it is given, on the command line or in the file', async () => {
    const given = await create(inHa(), TOKEN, '--control-plane', '--certificate-key', KEY);
    expect(given.stdout).equal(`${JOIN}--control-plane --certificate-key ${KEY}\n`);
    const file = initWith(`- token: ${TOKEN}\n`) + `certificateKey: ${KEY}\n`;
    const configured = await create(inHa({ files: { '/c.yaml': file } }), '--config', '/c.yaml', '--control-plane');
    expect(configured.stdout, configured.stderr).equal(given.stdout);
  });

  it('says that earlier commands no longer work when it uploads under another key', async () => {
    const machine = inHa();
    expect((await create(machine, '--control-plane')).stderr).not.include('no longer work');
    expect((await create(machine, '--control-plane')).stderr).include('earlier certificate key no longer work');
  });

  it('uploads nothing again under the same key', async () => {
    const machine = inHa();
    await create(machine, '--control-plane', '--certificate-key', KEY);
    machine.forget();
    expect((await create(machine, TOKEN, '--control-plane', '--certificate-key', KEY)).code).equal(0);
    expect(machine.changes.map((change) => ('object' in change ? change.object.metadata.name : ''))).deep.equal([
      'bootstrap-token-abcdef',
    ]);
  });

  it('shows everything and changes nothing in a dry run', async () => {
    const machine = inHa();
    const { code, stdout, stderr } = await create(machine, TOKEN, '--control-plane', '--dry-run');
    expect(code, stderr).equal(0);
    expect(stdout).include('would create Secret kube-system/kubeadm-certs').and.not.include('content of ca.key');
    expect(stdout).match(/\nkubeadm-ts join .* --control-plane --certificate-key [0-9a-f]{64}\n$/);
    expect(machine.changes).deep.equal([]);
  });

  for (const [what, machine, message, hint] of [
    [
      'a cluster without a control-plane endpoint',
      () => answeringMachine({ objects: [stored('')] }),
      'no controlPlaneEndpoint',
      '--control-plane-endpoint',
    ],
    [
      'a cluster without a configuration',
      () => answeringMachine(),
      'no ConfigMap kube-system/kubeadm-config',
      'upload-config',
    ],
    [
      "a machine without the authority's key",
      () => {
        const without = inHa();
        void without.change({ kind: 'remove-file', path: '/etc/kubernetes/pki/ca.key' });
        without.forget();
        return without;
      },
      'no /etc/kubernetes/pki/ca.key to share',
      'on a control-plane machine',
    ],
  ] as const) {
    it(`is refused on ${what}, with the way out`, async () => {
      const simulated = machine();
      const { code, stdout, stderr } = await create(simulated, '--control-plane');
      expect(code).equal(1);
      expect(stdout).equal('');
      expect(stderr).include(message).and.include(hint);
      expect(simulated.changes).deep.equal([]);
    });
  }
});
