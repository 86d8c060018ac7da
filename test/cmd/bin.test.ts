import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { events } from '../support/simulated-run.ts';

const BIN = fileURLToPath(new URL('../../dist/kubeadm-ts.js', import.meta.url));
const FIXED = ['--kubernetes-version', 'v1.36.2', '--apiserver-advertise-address', '192.0.2.10'];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function bin(...argv: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BIN, ...argv], { encoding: 'utf8' }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** Can a small disk be mounted here, to be full or read-only? */
function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'true']);
    return true;
  } catch {
    return false;
  }
}

describe('the built program', function () {
  this.timeout(60_000);
  let root: string;

  before(function () {
    if (!existsSync(BIN)) throw new Error('dist/ is missing: run `npm run build` first');
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kubeadm-ts-bin-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const phase = (...argv: readonly string[]): Promise<Ended> => bin('init', 'phase', ...argv, '--rootfs', root);

  it('prints its version and a token', async () => {
    expect(await bin('version', '-o', 'short')).deep.equal({ code: 0, stdout: 'v1.36.2\n', stderr: '' });
    expect((await bin('token', 'generate')).stdout).match(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
  });

  it('does not mind when nobody reads on', async () => {
    const child = spawn('sh', ['-c', `'${process.execPath}' '${BIN}' init --help | head -1`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data) => (stderr += String(data)));
    await new Promise((done) => child.on('close', done));
    expect(stderr).equal('');
  });

  it('fails with one clear error where its results cannot be written', async function () {
    if (!existsSync('/dev/full')) return this.skip();
    for (const argv of [
      'token generate',
      'init --help',
      `init phase certs sa -o json --rootfs ${root} --kubernetes-version v1.36.2`,
    ]) {
      const child = spawn('sh', ['-c', `'${process.execPath}' '${BIN}' ${argv} >/dev/full`]);
      let stderr = '';
      child.stderr.on('data', (data) => (stderr += String(data)));
      expect(await new Promise((done) => child.on('close', done)), argv).equal(1);
      expect(stderr, argv).match(/^error: cannot write to standard output: no space left on the disk\nhint: /);
      expect(stderr, argv).not.match(/\n\s+at /);
    }
  });

  it('writes a whole tree below --rootfs with the right modes, and keeps it the second time', async () => {
    for (const group of [
      ['certs', 'all'],
      ['kubeconfig', 'all'],
      ['control-plane', 'all'],
    ]) {
      const { code, stderr } = await phase(...group, ...FIXED);
      expect(code, stderr).equal(0);
    }
    expect((await phase('etcd', 'local', '--cert-dir', '/etc/kubernetes/pki')).code).equal(0);
    const mode = async (path: string): Promise<number> => (await stat(join(root, path))).mode & 0o777;
    expect(await readdir(join(root, 'etc/kubernetes/pki'))).length(15);
    expect(await mode('etc/kubernetes/pki/ca.crt')).equal(0o644);
    for (const secret of [
      'pki/ca.key',
      'pki/sa.key',
      'admin.conf',
      'kubelet.conf',
      'manifests/etcd.yaml',
      'manifests/kube-apiserver.yaml',
    ]) {
      expect(await mode(`etc/kubernetes/${secret}`), secret).equal(0o600);
    }
    expect(await mode('etc/kubernetes/manifests')).equal(0o700);
    expect(await mode('var/lib/etcd')).equal(0o700);
    const again = await phase('certs', 'all', ...FIXED, '-o', 'json');
    expect(events(again.stdout).filter(({ type }) => type === 'change')).deep.equal([]);
  });

  it('changes nothing at all in a dry run, not even a temporary folder', async () => {
    await mkdir(join(root, 'etc/kubernetes'), { recursive: true });
    const argv = [
      'init',
      '--rootfs',
      root,
      ...FIXED,
      '--node-name',
      'cp1',
      '--dry-run',
      '--ignore-preflight-errors',
      'all',
      '-o',
      'json',
    ];
    const { code, stdout } = await bin(...argv);
    expect(code, stdout.slice(-2000)).equal(0);
    expect(await readdir(root, { recursive: true })).deep.equal(['etc', 'etc/kubernetes']);
    expect(events(stdout).at(-1)).include({ type: 'result', dryRun: true });
  });

  it('finds a configuration file below --rootfs and outside of it', async () => {
    const config =
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\nclusterName: prod\n';
    await writeFile(join(root, 'cluster.yaml'), config);
    for (const path of ['/cluster.yaml', join(root, 'cluster.yaml')]) {
      const { code, stderr } = await phase('control-plane', 'controller-manager', '--config', path);
      expect(code, stderr).equal(0);
      expect(await readFile(join(root, 'etc/kubernetes/manifests/kube-controller-manager.yaml'), 'utf8')).include(
        '--cluster-name=prod',
      );
    }
  });

  it('reads a configuration that comes through a pipe, which nothing else may have read before', async () => {
    const config =
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\nencryptionAlgorithm: ECDSA-P256\n';
    await writeFile(join(root, 'cluster.yaml'), config);
    const command = `cat '${root}/cluster.yaml' | '${process.execPath}' '${BIN}' init phase certs sa --config /dev/stdin --rootfs '${root}'`;
    execFileSync('sh', ['-c', command], { stdio: 'ignore' });
    expect(await readFile(join(root, 'etc/kubernetes/pki/sa.key'), 'utf8')).include('EC PRIVATE KEY');
  });

  for (const [what, content, expected] of [
    [
      'malformed YAML',
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: {podSubnet: [\n',
      /c\.yaml:\d+:\d+/,
    ],
    [
      'a wrong type',
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nlocalAPIEndpoint: {bindPort: yes}\n',
      /c\.yaml:3:\d+: localAPIEndpoint\.bindPort/,
    ],
    [
      'impossible addresses',
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\nnetworking: {serviceSubnet: 10.0.0.0/33}\n',
      /networking\.serviceSubnet/,
    ],
    [
      'an unknown version',
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.30.0\n',
      /v1\.35\.0/,
    ],
  ] as const) {
    it(`says what is wrong with ${what}, and where`, async () => {
      await writeFile(join(root, 'c.yaml'), content);
      const { code, stderr } = await phase('certs', 'ca', '--config', join(root, 'c.yaml'));
      expect(code).equal(1);
      expect(stderr).match(expected);
      expect(stderr).match(/\nhint: /);
      expect(stderr).not.match(/\n\s+at /);
      expect(await readdir(root)).deep.equal(['c.yaml']);
    });
  }

  it('warns of an unknown field with what was meant, and goes on', async () => {
    await writeFile(
      join(root, 'c.yaml'),
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\nnetworkin: {}\n',
    );
    const { code, stderr } = await phase('certs', 'ca', '--config', join(root, 'c.yaml'));
    expect(code, stderr).equal(0);
    expect(stderr).match(/warning: .*c\.yaml:4:1: .*networkin.*networking/);
  });

  it('refuses a certificate whose key does not match, and names both files', async () => {
    expect((await phase('certs', 'all', ...FIXED)).code).equal(0);
    const key = join(root, 'etc/kubernetes/pki/apiserver.key');
    await writeFile(key, await readFile(join(root, 'etc/kubernetes/pki/front-proxy-client.key')));
    const { code, stderr } = await phase('certs', 'apiserver', ...FIXED);
    expect(code).equal(1);
    expect(stderr)
      .include('/etc/kubernetes/pki/apiserver.key')
      .and.match(/hint: /);
  });

  it('ends at once on Ctrl-C, with nothing half-written, and the same command completes', async () => {
    const argv = [BIN, 'init', 'phase', 'certs', 'all', '--rootfs', root, ...FIXED];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    const code = new Promise<number | null>((done) => child.on('close', done));
    child.stderr.once('data', () => child.kill('SIGINT'));
    expect(await code).equal(130);
    const left = (await readdir(root, { recursive: true })).filter((path) => path.endsWith('.tmp'));
    expect(left).deep.equal([]);
    expect((await phase('certs', 'all', ...FIXED)).code).equal(0);
  });

  describe('on a disk that does not take it', () => {
    before(function () {
      if (canMount()) return;
      (this as { test?: { parent?: { title: string } } }).test!.parent!.title += ' [skipped: mounting needs root]';
      this.skip();
    });

    const onDisk = (options: string, fill: string): Promise<Ended> =>
      new Promise((resolve) => {
        const script = `mkdir -p "$1/etc" && mount -t tmpfs -o ${options} tmpfs "$1/etc" && ${fill} && exec "$2" "$3" init phase certs all --rootfs "$1" ${FIXED.join(' ')}; `;
        const list = `; code=$?; find "$1/etc" -name '*.tmp' >&2; exit $code`;
        const argv = ['-m', 'sh', '-c', `(${script})${list}`, 'sh', root, process.execPath, BIN];
        const child = execFile('unshare', argv, { encoding: 'utf8' }, (_, stdout, stderr) =>
          resolve({ code: child.exitCode, stdout, stderr }),
        );
      });

    it('says that the disk is full and what to do, and leaves no part of a file', async () => {
      const { code, stderr } = await onDisk('size=16k', 'true');
      expect(code).equal(1);
      expect(stderr).match(/error: .*cannot write \/etc\/kubernetes\/pki\/.*no space left on the disk/);
      expect(stderr).match(/hint: make room/);
      expect(stderr).not.include('.tmp');
    });

    it('says that the file system is read-only', async () => {
      const { code, stderr } = await onDisk('size=1m', 'mount -o remount,ro "$1/etc"');
      expect(code).equal(1);
      expect(stderr).match(/error: .*the file system is read-only/);
      expect(stderr).match(/hint: remount it for writing/);
    });
  });

  it('says that it needs root where a folder cannot be written', async function () {
    if (process.getuid?.() === 0) {
      // root may write everywhere: the same error is tested on a read-only disk
      this.test!.title += ' [skipped: runs as root]';
      this.skip();
    }
    await chmod(root, 0o500);
    const { code, stderr } = await phase('certs', 'ca', ...FIXED);
    expect(code).equal(1);
    expect(stderr).match(/hint: run as root/);
  });
});
