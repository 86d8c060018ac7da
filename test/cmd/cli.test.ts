import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { load } from 'js-yaml';
import { verbosityOf } from '../../cmd/cli/verbosity.ts';
import { PROGRAM_VERSION } from '../../pkg/version/client-version.ts';
import { allSteps } from '../../pkg/workflow/select-steps.ts';
import { initWorkflow } from '../../phases/workflows/init.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { events, run } from '../support/simulated-run.ts';

describe('the command line', () => {
  it('shows the help and succeeds when it is called without anything', async () => {
    const { code, stdout } = await run([]);
    expect(code).equal(0);
    expect(stdout).match(/Usage:[\s\S]*Commands:[\s\S]*init[\s\S]*version/);
  });

  it('understands `help <command>` and `--version`', async () => {
    expect(await run(['help'])).deep.equal(await run(['--help']));
    expect(await run(['help', 'init', 'phase', 'certs'])).deep.equal(await run(['init', 'phase', 'certs', '--help']));
    expect(await run(['--version'])).deep.equal(await run(['version']));
  });

  it('needs a subcommand for a group, and shows the help', async () => {
    for (const words of [['phase'], ['init', 'phase'], ['phase', 'certs'], ['token']]) {
      const { code, stdout, stderr } = await run(words);
      expect(code, words.join(' ')).equal(1);
      expect(stdout).include('Commands:');
      expect(stderr).match(/needs a subcommand\nhint: one of: /);
    }
  });

  for (const [words, message, hint] of [
    [['inti'], 'unknown command "inti" for "kubeadm-ts"', 'did you mean `kubeadm-ts init`?'],
    [['join', '--token', 'x'], 'discovery', 'kubeadm-ts token create --print-join-command'],
    [['init', '--dry-run=yes'], 'invalid value "yes" for --dry-run: true or false', ''],
    [['init', '-v'], 'flag -v needs a value', ''],
    [['init', 'phase', 'cert'], 'unknown command "cert"', '`kubeadm-ts init phase certs`'],
    [['init', '--dry-rum'], 'unknown flag: --dry-rum', 'did you mean --dry-run?'],
    [['init', 'extra'], 'does not take the argument "extra"', '--help'],
    [['init', '--apiserver-bind-port', 'abc'], 'invalid value "abc" for --apiserver-bind-port', ''],
    [['init', '--token-ttl', '3 days'], 'invalid value "3 days" for --token-ttl: a duration', ''],
    [['init', '-o', 'xml'], 'invalid value "xml" for --output: one of text, json', ''],
    [['init', '--config'], '--config', ''],
    [['completion', 'tcsh'], 'there is no completion for "tcsh"', 'bash, zsh, fish'],
    [['init', '--skip-phases', 'cert'], 'invalid phase name: cert', 'did you mean "certs"?'],
  ] as const) {
    it(`refuses \`${words.join(' ')}\` with one clear error`, async () => {
      const { code, stdout, stderr } = await run(words, new SimulatedMachine());
      expect(code).equal(1);
      expect(stdout).equal('');
      expect(stderr).match(/^error: /);
      expect(stderr).include(message);
      expect(stderr).include(hint);
      expect(stderr).not.match(/\n\s+at /);
    });
  }

  it('gives a stack trace only for -v=5 and more', async () => {
    for (const level of ['-v=5', '-v5', '--v=10']) {
      expect((await run(['init', '--skip-phases', 'x', level], new SimulatedMachine())).stderr, level).match(
        /\n\s+at /,
      );
    }
    expect((await run(['init', '--skip-phases', 'x', '-v=4'], new SimulatedMachine())).stderr).not.match(/\n\s+at /);
  });

  it('takes its level from -v, or the highest one that --vmodule names', () => {
    expect(verbosityOf({ v: 2, vmodule: 'a*=4,b=6' })).equal(6);
    expect(verbosityOf({})).equal(0);
    expect(() => verbosityOf({ vmodule: 'a' })).throw('pattern=N is expected');
  });

  it('prints its version in four forms', async () => {
    expect((await run(['version'])).stdout).match(/^kubeadm-ts \d+\.\d+\.\d+, for Kubernetes v1\.36\.2 /);
    expect((await run(['version', '-o', 'short'])).stdout).equal('v1.36.2\n');
    const json = JSON.parse((await run(['version', '-o', 'json'])).stdout);
    expect(json.clientVersion).include({ gitVersion: 'v1.36.2', major: '1', minor: '36' });
    expect(load((await run(['version', '--output=yaml'])).stdout)).deep.equal(json);
  });

  it('has the version of package.json', () => {
    expect(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version).equal(
      PROGRAM_VERSION,
    );
  });

  it('makes up a new token each time', async () => {
    const tokens = [await run(['token', 'generate']), await run(['token', 'generate'])].map(({ stdout }) => stdout);
    expect(tokens[0]).match(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
    expect(tokens[0]).not.equal(tokens[1]);
  });

  it('has help with an example for every command', async () => {
    const paths = allSteps(initWorkflow).map(({ path }) => ['init', 'phase', ...path.split('/')]);
    for (const words of [
      ['init'],
      ['join'],
      ['reset'],
      ['phase'],
      ['token'],
      ['token', 'generate'],
      ['version'],
      ['completion'],
      ...paths,
    ]) {
      const { code, stdout } = await run([...words, '--help']);
      expect(code, words.join(' ')).equal(0);
      expect(stdout, words.join(' ')).match(/Examples:\n {2}# .+\n {2}kubeadm-ts /);
      expect(stdout).include('Global flags:');
    }
  });

  it("shows the phase tree in init's help", async () => {
    const { stdout } = await run(['init', '-h']);
    for (const { path } of allSteps(initWorkflow))
      expect(stdout).match(new RegExp(`^ +${path.split('/').at(-1)} `, 'm'));
  });
});

describe('flags', () => {
  const DISCOVERY =
    'discovery-file discovery-token discovery-token-ca-cert-hash discovery-token-unsafe-skip-ca-verification tls-bootstrap-token token';
  /** What the reference has. */
  const EXPECTED: Readonly<Record<string, string>> = {
    init: 'apiserver-advertise-address apiserver-bind-port apiserver-cert-extra-sans cert-dir certificate-key config control-plane-endpoint cri-socket dry-run feature-gates ignore-preflight-errors image-repository kubernetes-version node-name patches pod-network-cidr service-cidr service-dns-domain skip-certificate-key-print skip-phases skip-token-print token token-ttl upload-certs',
    'init phase preflight': 'config cri-socket dry-run ignore-preflight-errors image-repository',
    'init phase certs all':
      'apiserver-advertise-address apiserver-cert-extra-sans cert-dir config control-plane-endpoint dry-run kubernetes-version service-cidr service-dns-domain',
    'init phase certs apiserver':
      'apiserver-advertise-address apiserver-cert-extra-sans cert-dir config control-plane-endpoint dry-run kubernetes-version service-cidr service-dns-domain',
    'init phase certs sa': 'cert-dir config dry-run kubernetes-version',
    'init phase kubeconfig all':
      'apiserver-advertise-address apiserver-bind-port cert-dir config control-plane-endpoint dry-run kubeconfig-dir kubernetes-version node-name',
    'init phase kubeconfig admin':
      'apiserver-advertise-address apiserver-bind-port cert-dir config control-plane-endpoint dry-run kubeconfig-dir kubernetes-version',
    'init phase etcd local': 'cert-dir config dry-run image-repository patches',
    'init phase control-plane all':
      'apiserver-advertise-address apiserver-bind-port cert-dir config control-plane-endpoint dry-run feature-gates image-repository kubernetes-version patches pod-network-cidr service-cidr',
    'init phase control-plane controller-manager':
      'cert-dir config dry-run image-repository kubernetes-version patches pod-network-cidr',
    'init phase control-plane scheduler': 'cert-dir config dry-run image-repository kubernetes-version patches',
    'init phase kubelet-start': 'config cri-socket dry-run image-repository node-name patches',
    'init phase upload-config all': 'config cri-socket dry-run kubeconfig',
    'init phase upload-certs': 'certificate-key config dry-run kubeconfig skip-certificate-key-print upload-certs',
    'init phase mark-control-plane': 'config dry-run node-name',
    'init phase bootstrap-token': 'config dry-run kubeconfig skip-token-print',
    'init phase kubelet-finalize all': 'cert-dir config dry-run',
    'init phase addon all':
      'apiserver-advertise-address apiserver-bind-port config control-plane-endpoint dry-run feature-gates image-repository kubeconfig kubernetes-version pod-network-cidr service-cidr service-dns-domain',
    'init phase addon coredns':
      'config dry-run feature-gates image-repository kubeconfig kubernetes-version print-manifest service-cidr service-dns-domain',
    'init phase addon kube-proxy':
      'apiserver-advertise-address apiserver-bind-port config control-plane-endpoint dry-run image-repository kubeconfig kubernetes-version pod-network-cidr print-manifest',
    join: `apiserver-advertise-address apiserver-bind-port certificate-key config control-plane cri-socket dry-run ignore-preflight-errors node-name patches skip-phases ${DISCOVERY}`,
    'join phase preflight': `apiserver-advertise-address apiserver-bind-port certificate-key config control-plane cri-socket dry-run ignore-preflight-errors node-name ${DISCOVERY}`,
    'join phase control-plane-prepare all': `apiserver-advertise-address apiserver-bind-port certificate-key config control-plane dry-run node-name patches ${DISCOVERY}`,
    'join phase control-plane-prepare download-certs': `certificate-key config control-plane dry-run ${DISCOVERY}`,
    'join phase control-plane-prepare certs': `apiserver-advertise-address config control-plane dry-run node-name ${DISCOVERY}`,
    'join phase control-plane-prepare kubeconfig': `certificate-key config control-plane dry-run ${DISCOVERY}`,
    'join phase control-plane-prepare control-plane':
      'apiserver-advertise-address apiserver-bind-port config control-plane dry-run patches',
    'join phase kubelet-start': `config cri-socket dry-run node-name patches ${DISCOVERY}`,
    'join phase etcd-join': 'apiserver-advertise-address config control-plane dry-run node-name patches',
    'join phase kubelet-wait-bootstrap': 'config cri-socket dry-run',
    'join phase control-plane-join all': 'apiserver-advertise-address config control-plane dry-run node-name patches',
    'join phase control-plane-join mark-control-plane': 'config control-plane dry-run node-name',
    'join phase wait-control-plane': '',
    reset: 'cert-dir cleanup-tmp-dir config cri-socket dry-run force ignore-preflight-errors kubeconfig skip-phases',
    'reset phase preflight': 'dry-run force ignore-preflight-errors',
    'reset phase remove-etcd-member': 'dry-run kubeconfig',
    'reset phase cleanup-node': 'cert-dir cleanup-tmp-dir cri-socket dry-run',
    token: 'dry-run kubeconfig',
    'certs check-expiration': 'allow-missing-template-keys cert-dir config kubeconfig output show-managed-fields',
    'certs renew all': 'cert-dir config kubeconfig',
    'certs renew apiserver': 'cert-dir config kubeconfig',
    'certs generate-csr': 'cert-dir config kubeconfig-dir',
    'kubeconfig user': 'client-name config org token validity-period',
    'token create': 'certificate-key config description dry-run groups kubeconfig print-join-command ttl usages',
    'token delete': 'dry-run kubeconfig',
    'token generate': 'dry-run kubeconfig',
    'token list': 'allow-missing-template-keys dry-run kubeconfig output show-managed-fields',
    'upgrade plan':
      'allow-experimental-upgrades allow-missing-template-keys allow-release-candidate-upgrades config etcd-upgrade ignore-preflight-errors kubeconfig output print-config show-managed-fields',
    'upgrade diff': 'config context-lines kubeconfig',
    'upgrade apply phase preflight':
      'allow-experimental-upgrades allow-release-candidate-upgrades config dry-run force ignore-preflight-errors kubeconfig yes',
    'upgrade apply phase upload-config all': 'config dry-run kubeconfig',
    'upgrade apply phase upload-config kubeadm': 'config dry-run kubeconfig',
    'upgrade apply phase upload-config kubelet': 'config dry-run kubeconfig',
    'upgrade apply phase bootstrap-token': 'config dry-run kubeconfig',
    'upgrade apply phase addon all': 'config dry-run kubeconfig patches',
    'upgrade apply phase addon coredns': 'config dry-run kubeconfig patches',
    'upgrade apply phase addon kube-proxy': 'config dry-run kubeconfig',
    'upgrade apply phase post-upgrade': 'config dry-run kubeconfig',
    'upgrade node phase preflight': 'config ignore-preflight-errors',
    'upgrade node phase addon all': 'config dry-run kubeconfig patches',
    'upgrade node phase addon coredns': 'config dry-run kubeconfig patches',
    'upgrade node phase addon kube-proxy': 'config dry-run kubeconfig',
    'upgrade node phase post-upgrade': 'config dry-run kubeconfig',
  };
  /** What is ours beside it. */
  const OURS: Readonly<Record<string, string>> = {
    'join phase wait-control-plane':
      'apiserver-advertise-address apiserver-bind-port config control-plane dry-run output',
    'reset phase preflight': 'config output',
    'reset phase remove-etcd-member': 'config force output',
    'reset phase cleanup-node': 'config output',
    'upgrade plan': '',
    'upgrade diff': 'api-server-manifest controller-manager-manifest scheduler-manifest',
    'upgrade node phase preflight': 'dry-run kubeconfig output',
    'certs check-expiration': 'warn-within',
    'certs renew all': 'dry-run offline-rescue output restart within',
    'certs renew apiserver': 'dry-run output restart within',
    'certs generate-csr': 'dry-run',
    'kubeconfig user': '',
    token: '',
    'token create': 'control-plane',
    'token delete': '',
    'token generate': '',
    'token list': '',
  };
  for (const [words, flags] of Object.entries(EXPECTED)) {
    const more = OURS[words] ?? 'output';
    it(`\`${words}\` takes what the reference takes${more === '' ? '' : `, and ${more}`}`, async () => {
      const { stdout } = await run([...words.split(' '), '--help']);
      const section = /\nFlags:\n([\s\S]*?)\n\nGlobal flags:/.exec(stdout)?.[1] ?? '';
      const found = [...section.matchAll(/^ {2}(?:-\w, |    )--([a-z-]+)/gm)].map(([, name]) => name);
      expect(found).deep.equal(`${flags} ${more}`.trim().split(' ').sort());
    });
  }
});

describe('kubeadm-ts init on a simulated machine', () => {
  const ARGS = ['--kubernetes-version', 'v1.36.2', '--feature-gates', 'PublicKeysECDSA=true'];

  it('ends with the join command on stdout and progress on stderr', async () => {
    const machine = new SimulatedMachine();
    const { code, stdout, stderr } = await run(['init', ...ARGS], machine);
    expect(code, stderr).equal(0);
    expect(stdout).match(
      /\nkubeadm-ts join 192\.0\.2\.10:6443 --token [a-z0-9.]+ \\\n\t--discovery-token-ca-cert-hash sha256:[0-9a-f]{64} \n$/,
    );
    expect(stderr).include('[certs/ca]');
    expect(machine.file('/etc/kubernetes/.kubeadm-ts-init-in-progress.json')).equal(undefined);
  });

  it('keeps everything when it is run again after it was interrupted at any change', async function () {
    this.timeout(120_000);
    const whole = new SimulatedMachine();
    await run(['init', ...ARGS, '--token', 'abcdef.0123456789abcdef'], whole);
    const total = whole.changes.length;
    for (let stop = 1; stop < total; stop += 3) {
      let count = 0;
      let broken = true;
      const machine = new SimulatedMachine({
        onChange: () => {
          if (broken && (count += 1) > stop) throw new Error('killed');
        },
      });
      expect((await run(['init', ...ARGS, '--token', 'abcdef.0123456789abcdef'], machine)).code).equal(1);
      broken = false;
      const again = await run(['init', ...ARGS, '--token', 'abcdef.0123456789abcdef'], machine);
      expect(again.code, `after change ${stop}: ${again.stderr}`).equal(0);
    }
  });

  it('shows everything and changes nothing in a dry run', async () => {
    const machine = new SimulatedMachine();
    const { code, stdout } = await run(['init', ...ARGS, '--dry-run'], machine);
    expect(code).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(stdout).include('would write /etc/kubernetes/manifests/kube-apiserver.yaml (0600):\n\tapiVersion: v1');
    expect(stdout).include('would write /etc/kubernetes/pki/ca.key (0600): content is secret');
    expect(stdout).not.include('PRIVATE KEY').and.not.include('client-key-data');
  });

  it('takes dryRun of the configuration as well', async () => {
    const config = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\ndryRun: true\n---\n';
    const cluster = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';
    const machine = new SimulatedMachine({ files: { '/c.yaml': config + cluster } });
    const { code, stdout } = await run(['init', '--config', '/c.yaml'], machine);
    expect(code).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(stdout).include('would write /etc/kubernetes/manifests/etcd.yaml');
  });

  it('writes JSON lines and nothing else to stdout, the result last', async () => {
    const { code, stdout } = await run(['init', ...ARGS, '--dry-run', '--output', 'json'], new SimulatedMachine());
    expect(code).equal(0);
    const lines = events(stdout);
    expect(lines.at(-1)).include({
      type: 'result',
      command: 'init',
      dryRun: true,
      controlPlaneEndpoint: '192.0.2.10:6443',
    });
    expect(lines.at(-1)?.['caCertHashes']).length(1);
    const changes = lines
      .filter(({ type }) => type === 'change')
      .map(({ change }) => change as Record<string, unknown>);
    const key = changes.find(({ path }) => path === '/etc/kubernetes/pki/ca.key');
    expect(key).deep.equal({ kind: 'write-file', path: '/etc/kubernetes/pki/ca.key', mode: '0600' });
    expect(changes.find(({ path }) => path === '/etc/kubernetes/pki/ca.crt')?.['content']).match(
      /^-----BEGIN CERTIFICATE/,
    );
    expect(changes.filter(({ kind }) => kind === 'apply-object').length).greaterThan(25);
    expect(stdout).not.include('PRIVATE KEY');
  });

  it('ends a JSON stream with the error, also when the flags were wrong', async () => {
    const failed = await run(['init', ...ARGS, '-o', 'json'], new SimulatedMachine({ uid: 1000 }));
    expect(failed.code).equal(1);
    expect(events(failed.stdout).at(-1)).include({ type: 'error', code: 'preflight-failed' });
    expect(events(failed.stdout).at(-1)?.['hint']).a('string');
    const wrong = await run(['init', '--nonsense', '-o', 'json'], new SimulatedMachine());
    expect(events(wrong.stdout)).length(1);
    expect(events(wrong.stdout)[0]).include({ type: 'error', code: 'unknown-flag' });
  });

  it('runs a single phase by its long and by its short name', async () => {
    for (const words of [
      ['init', 'phase', 'certs', 'all'],
      ['phase', 'certs', 'all'],
      ['phase', 'certs', 'ca'],
    ]) {
      const machine = new SimulatedMachine();
      const { code, stderr } = await run([...words, ...ARGS.slice(0, 2)], machine);
      expect(code, stderr).equal(0);
      expect(machine.paths().filter((path) => path.startsWith('/etc/kubernetes/pki/')).length).equal(
        words.includes('ca') ? 2 : 22,
      );
    }
  });

  it('knows the aliases of phases on the command line', async () => {
    const { stdout, code } = await run(['init', 'phase', 'bootstraptoken', '--help']);
    expect(code).equal(0);
    expect(stdout).include('init phase bootstrap-token');
  });

  it('refuses to show the join command without the phases that it needs', async () => {
    const { code, stderr } = await run(['init', 'phase', 'show-join-command'], new SimulatedMachine());
    expect(code).equal(1);
    expect(stderr).include('needs bootstrap-token, upload-certs');
    expect(stderr).include('cannot run alone').and.include('--print-join-command');
    const skipping = await run(['init', '--skip-phases', 'bootstrap-token'], new SimulatedMachine());
    expect(skipping.stderr).include('skip show-join-command as well, or do not skip bootstrap-token');
  });

  it('leaves out what --skip-phases names', async () => {
    const machine = new SimulatedMachine();
    const { code, stderr } = await run(['init', ...ARGS, '--skip-phases', 'addon/kube-proxy,preflight'], machine);
    expect(code, stderr).equal(0);
    expect(
      machine.object({ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'kube-proxy', namespace: 'kube-system' }),
    ).equal(undefined);
    expect(
      machine.object({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'coredns', namespace: 'kube-system' }),
    ).not.equal(undefined);
  });

  it('refuses to run beside another init, and goes on after one that is dead', async () => {
    const mark = { '/etc/kubernetes/.kubeadm-ts-init-in-progress.json': '{"command":["init"],"pid":4711}\n' };
    const alive = { ...mark, '/proc/4711/cmdline': 'node\0/usr/bin/kubeadm-ts\0init\0--config\0a.yaml\0' };
    const second = await run(['init', ...ARGS], new SimulatedMachine({ files: alive }));
    expect(second.code).equal(1);
    expect(second.stderr).include('at work on this machine (pid 4711)').and.include('kill 4711');
    const reused = { ...mark, '/proc/4711/cmdline': 'vim\0init\0' };
    for (const files of [mark, reused])
      expect((await run(['init', ...ARGS], new SimulatedMachine({ files }))).code).equal(0);
  });

  it('says that it was interrupted, and that the same command goes on', async () => {
    const stopper = new AbortController();
    const machine = new SimulatedMachine({ onChange: () => stopper.abort() });
    const { code, stderr } = await run(['init', ...ARGS], machine, { signal: stopper.signal });
    expect(code).equal(130);
    expect(stderr).include('run the same command again');
    const json = await run(['init', ...ARGS, '-o', 'json'], machine, { signal: stopper.signal });
    expect(json.code).equal(130);
    expect(events(json.stdout).at(-1)).include({ type: 'error', code: 'interrupted' });
  });

  it('says so after two seconds too, when what it waits for does not end', async () => {
    const stopper = new AbortController();
    const machine = new SimulatedMachine();
    machine.change = () => {
      stopper.abort();
      return new Promise(() => undefined);
    };
    const { code, stderr } = await run(['init', ...ARGS], machine, { signal: stopper.signal });
    expect(code).equal(130);
    expect(stderr).include('run the same command again');
  });
});

describe('completion scripts', () => {
  it('for bash passes over the values of flags, and completes files and choices for them', async () => {
    const { stdout } = await run(['completion', 'bash']);
    const complete = (...words: readonly string[]): readonly string[] => {
      const script = `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _kubeadm_ts; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script, 'bash', 'kubeadm-ts', ...words], { cwd: '/', encoding: 'utf8' })
        .trim()
        .split('\n');
    };
    expect(complete('in')).deep.equal(['init']);
    expect(complete('-v', '5', 'in')).deep.equal(['init']);
    expect(complete('--rootfs', '/tmp', 'init', 'ph')).deep.equal(['phase']);
    expect(complete('init', '--dry-run', 'phase', 'etcd', 'l')).deep.equal(['local']);
    expect(complete('init', '--config', '/et')).deep.equal(['/etc']);
    expect(complete('init', '--config', '=', '/et')).deep.equal(['/etc']);
    expect(complete('init', '-o', 'j')).deep.equal(['json']);
    expect(complete('init', '--output', '=', 't')).deep.equal(['text']);
    expect(complete('init', '--config', 'a.yaml', '--dry')).deep.equal(['--dry-run']);
    expect(complete('join', 'a:6443', '--token', 'x', '--control')).deep.equal(['--control-plane']);
    expect(complete('join', 'phase', 'control-plane-p')).deep.equal(['control-plane-prepare']);
    expect(complete('join', 'phase', 'control-plane-prepare', 'd')).deep.equal(['download-certs']);
    expect(complete('join', 'phase', 'check')).deep.equal(['']);
    expect(complete('join', '--discovery-file', '/et')).deep.equal(['/etc']);
    expect(complete('join', '--patches', '/et')).deep.equal(['/etc']);
    expect(complete('join', '--certificate-key', 'k', '--tls')).deep.equal(['--tls-bootstrap-token']);
  });

  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`for ${shell} know phases and flags`, async () => {
      const { code, stdout } = await run(['completion', shell]);
      expect(code).equal(0);
      expect(stdout).include('kube-proxy').and.include('upload-certs').and.include('completion for kubeadm-ts');
    });
  }
});
