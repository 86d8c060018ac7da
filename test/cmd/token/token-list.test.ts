import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { answeringMachine } from '../../support/answering-machine.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { asMachine as asGiven, run } from '../../support/simulated-run.ts';

const GROUP = 'system:bootstrappers:kubeadm:default-node-token';
const BOTH = { 'usage-bootstrap-authentication': 'true', 'usage-bootstrap-signing': 'true' };

function secret(id: string, data: Readonly<Record<string, string>> = {}, name = `bootstrap-token-${id}`): KubeObject {
  const texts = { 'token-id': id, 'token-secret': '0123456789abcdef', ...data };
  const encoded = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    data: Object.fromEntries(encoded),
  } as KubeObject;
}

/** The clock of the simulated machine shows 2026-01-02T03:04:05Z. */
const TOKENS = [
  secret('aaaaaa', { ...BOTH, 'auth-extra-groups': GROUP, expiration: '2026-01-03T03:04:04Z' }),
  secret('bbbbbb', { ...BOTH, 'auth-extra-groups': GROUP }),
  secret('cccccc', { expiration: '2026-01-02T05:00:00+02:00', description: 'Proxy for managing TTL' }),
  secret('dddddd', { 'usage-bootstrap-x': 'true', 'auth-extra-groups': 'a,b', description: 'two\nlines\ttab' }),
];

const machineWith = (objects: readonly KubeObject[], options: MachineOptions = {}): SimulatedMachine =>
  answeringMachine({ objects, ...options });
const list = (machine: SimulatedMachine, ...words: readonly string[]) => run(['token', 'list', ...words], machine);

describe('kubeadm-ts token list', () => {
  it('prints the table of the reference: each row aligned on its own, the header with the first', async () => {
    const { code, stdout, stderr } = await list(machineWith(TOKENS));
    expect({ code, stderr }).deep.equal({ code: 0, stderr: '' });
    // shortened runs of blanks would hide what this is about
    const rows = [
      `TOKEN                     TTL         EXPIRES                USAGES                   DESCRIPTION                                                EXTRA GROUPS`,
      `aaaaaa.0123456789abcdef   23h         2026-01-03T03:04:04Z   authentication,signing   <none>                                                     ${GROUP}`,
      `bbbbbb.0123456789abcdef   <forever>   <never>   authentication,signing   <none>                                                     ${GROUP}`,
      `cccccc.0123456789abcdef   <invalid>   2026-01-02T05:00:00+02:00   <none>                   Proxy for managing TTL                                     <none>`,
      `dddddd.0123456789abcdef   ${'<forever>'.padEnd(49)}<never>   x                        two`,
      `lines                     ${'tab'.padEnd(49)}a,b`,
    ];
    expect(stdout.split('\n')).deep.equal([...rows, '']);
  });

  it('tells the rest of a life in its largest unit', async () => {
    for (const [expiration, ttl] of [
      ['2026-01-02T03:04:03Z', '<invalid>'],
      ['2026-01-02T03:04:04Z', '0s'],
      ['2026-01-02T03:04:05Z', '0s'],
      ['2026-01-02T03:05:04Z', '59s'],
      ['2026-01-02T03:06:04Z', '1m'],
      ['2026-01-02T05:04:04Z', '1h'],
      ['2026-01-04T03:04:04Z', '1d'],
      ['2027-01-02T03:04:04Z', '364d'],
      ['2028-01-02T03:04:05Z', '2y'],
    ] as const) {
      const { stdout } = await list(machineWith([secret('aaaaaa', { expiration })]));
      expect(stdout.split('\n')[1]?.split(/ +/)[1], expiration).equal(ttl);
    }
  });

  it('prints nothing at all where there are none', async () => {
    for (const format of ['text', 'json', 'yaml', 'kyaml', 'name', 'jsonpath={.token}']) {
      const opaque = { ...secret('aaaaaa'), type: 'Opaque' } as KubeObject;
      expect(await list(machineWith([opaque]), '-o', format)).deep.equal({ code: 0, stdout: '', stderr: '' });
    }
  });

  it('leaves out what is no token, tells why on stderr, and succeeds', async () => {
    const odd = [
      secret('eeeeee', { expiration: 'soon' }),
      secret('ffffff', { 'token-secret': 'tooshort' }),
      secret('gggggg', {}, 'other-name'),
    ];
    const { code, stdout, stderr } = await list(machineWith([...odd, ...TOKENS]), '-o', 'name');
    expect(code).equal(0);
    expect(stdout).equal('aaaaaa\nbbbbbb\ncccccc\ndddddd\n');
    expect(stderr.split('\n')).length(4);
    expect(stderr).include('warning: Secret bootstrap-token-eeeeee is left out: its expiration');
    expect(stderr).not.include('tooshort').and.not.include('0123456789abcdef');
  });

  it('prints objects as JSON, YAML and KYAML, as the reference does', async () => {
    const machine = machineWith([TOKENS[2]!, TOKENS[1]!]);
    expect((await list(machine, '-o', 'json')).stdout).equal(
      `{
    "kind": "BootstrapToken",
    "apiVersion": "output.kubeadm.k8s.io/v1alpha3",
    "token": "bbbbbb.0123456789abcdef",
    "usages": [
        "authentication",
        "signing"
    ],
    "groups": [
        "${GROUP}"
    ]
}
{
    "kind": "BootstrapToken",
    "apiVersion": "output.kubeadm.k8s.io/v1alpha3",
    "token": "cccccc.0123456789abcdef",
    "description": "Proxy for managing TTL",
    "expires": "2026-01-02T03:00:00Z"
}
`,
    );
    expect((await list(machine, '-o', 'yaml')).stdout).equal(
      `apiVersion: output.kubeadm.k8s.io/v1alpha3
groups:
- ${GROUP}
kind: BootstrapToken
token: bbbbbb.0123456789abcdef
usages:
- authentication
- signing
---
apiVersion: output.kubeadm.k8s.io/v1alpha3
description: Proxy for managing TTL
expires: "2026-01-02T03:00:00Z"
kind: BootstrapToken
token: cccccc.0123456789abcdef
`,
    );
    expect((await list(machine, '-o', 'kyaml')).stdout).include(
      `---
{
  kind: "BootstrapToken",
  apiVersion: "output.kubeadm.k8s.io/v1alpha3",
  token: "cccccc.0123456789abcdef",
  description: "Proxy for managing TTL",
  expires: "2026-01-02T03:00:00Z",
}
`,
    );
  });

  it('runs templates on each token', async () => {
    const { stdout } = await list(
      machineWith(TOKENS.slice(0, 2)),
      '-o',
      'go-template={{.token}} {{.expires}}{{"\\n"}}',
    );
    expect(stdout).equal('aaaaaa.0123456789abcdef 2026-01-03T03:04:04Z\nbbbbbb.0123456789abcdef <no value>\n');
  });

  it('accepts the flags of the reference, wherever they stand', async () => {
    const words = ['token', '--kubeconfig', '/etc/kubernetes/admin.conf', 'list', '--show-managed-fields', '-oname'];
    expect((await run(words, machineWith(TOKENS))).stdout).match(/^aaaaaa\n/);
    const strict = ['-o', 'jsonpath={.description}', '--allow-missing-template-keys=false'];
    expect((await list(machineWith(TOKENS), ...strict)).stderr).include('"description"');
  });

  it('refuses an unknown format before it asks the cluster, with all there are and nothing on stdout', async () => {
    const machine = machineWith(TOKENS);
    for (const format of ['wide', 'TEXT', '', 'json=']) {
      const { code, stdout, stderr } = await list(machine, '-o', format, '--kubeconfig', '/nowhere');
      expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
      expect(stderr).include(`"${format}" for --output`).and.include('hint: one of: ').and.include('kyaml');
    }
  });

  it('prints its failures on stderr alone, as JSON is for tokens', async () => {
    const { code, stdout, stderr } = await list(machineWith(TOKENS), '-o', 'json', '--kubeconfig', '/nowhere');
    expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
    expect(stderr).match(/^error: no kubeconfig.*\nhint: .*\n$/);
  });

  describe('looks for a kubeconfig', () => {
    const CONF = JSON.stringify({ kind: 'Config' });
    const used = async (env: Record<string, string>, files: Record<string, string>): Promise<string> => {
      const machine = answeringMachine({ env, files });
      let kubeconfig = '';
      const io = {
        machine: () => ({
          ...asGiven(machine),
          host: (request: { kubeconfig: string }) => ((kubeconfig = request.kubeconfig), machine),
        }),
      };
      await run(['token', 'list'], machine, io);
      return kubeconfig;
    };

    it('in $KUBECONFIG, of which the first that exists counts', async () => {
      expect(await used({ KUBECONFIG: '/none:/b:/c' }, { '/b': CONF, '/c': CONF })).equal('/b');
      expect(await used({ KUBECONFIG: '/none', HOME: '/root' }, { '/root/.kube/config': CONF })).equal(
        '/etc/kubernetes/admin.conf',
      );
    });

    it('in the home folder, and then for admin.conf', async () => {
      expect(await used({ HOME: '/root' }, { '/root/.kube/config': CONF })).equal('/root/.kube/config');
      expect(await used({ HOME: '/root', KUBECONFIG: '' }, {})).equal('/etc/kubernetes/admin.conf');
      expect(await used({}, {})).equal('/etc/kubernetes/admin.conf');
    });

    it('and tells all places where there is none, with the way out', async () => {
      const machine = answeringMachine({ env: { KUBECONFIG: '/a:/b' } });
      void machine.change({ kind: 'remove-file', path: '/etc/kubernetes/admin.conf' });
      const { code, stderr } = await list(machine);
      expect(code).equal(1);
      expect(stderr).include('there is no /a, no /b, and no /etc/kubernetes/admin.conf').and.include('--kubeconfig');
    });
  });

  describe('when the API server does not answer', () => {
    const unreachable = new KubeadmError('api-unreachable', 'cannot talk to it: connection refused', {
      hint: 'check that kube-apiserver runs',
    });
    const failing = (error: Error, times: number): SimulatedMachine => {
      const machine = machineWith(TOKENS);
      const { listObjects } = machine;
      let failed = 0;
      return Object.assign(machine, {
        listObjects: (...asked: Parameters<typeof listObjects>) =>
          (failed += 1) <= times ? Promise.reject(error) : listObjects(...asked),
      });
    };

    it('waits until it does', async () => {
      const { code, stdout } = await list(failing(unreachable, 5), '-o', 'name');
      expect({ code, stdout: stdout.slice(0, 6) }).deep.equal({ code: 0, stdout: 'aaaaaa' });
    });

    it('gives up after a minute with the reason and its hint', async () => {
      const { code, stdout, stderr } = await list(failing(unreachable, Infinity));
      expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
      expect(stderr).equal('error: cannot talk to it: connection refused\nhint: check that kube-apiserver runs\n');
    });

    it('gives up at once where waiting does not help', async () => {
      const forbidden = new KubeadmError('api-forbidden', 'not allowed', { hint: 'another kubeconfig' });
      const machine = failing(forbidden, 1);
      expect((await list(machine)).stderr).equal('error: not allowed\nhint: another kubeconfig\n');
    });
  });
});
