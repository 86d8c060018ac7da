import { expect } from 'chai';
import type { ContainerInfo } from '../../../pkg/cri/runtime.ts';
import type { HttpResult } from '../../../pkg/host/host.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { presentNames } from '../../../pkg/pki/missing-names.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { certificateAt, exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { events, run } from '../../support/simulated-run.ts';

const PKI = '/etc/kubernetes/pki';
const CERT = `${PKI}/apiserver.crt`;
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'kubeadm-config' };

/** How an API server takes a new certificate. */
type Temper = 'reloads' | 'needs a restart' | 'dies of it' | 'is down';

/** A control plane that `init` made, whose API server shows certificates. */
class ControlPlane {
  readonly machine: SimulatedMachine;
  temper: Temper;
  #shown = '';
  #starts = 1;
  #started = new Date(0);

  private constructor(temper: Temper, more: Readonly<Record<string, HttpResult | Error>>) {
    this.temper = temper;
    this.machine = new SimulatedMachine({
      http: { 'https://192.0.2.10:6443/livez': () => this.#answer(), ...more },
      runtime: { listContainers: async () => [this.#container()] },
      onChange: (change) => {
        if (change.kind !== 'stop-container') return;
        this.#starts += 1;
        this.#started = new Date(this.machine.now().getTime() + 1);
        this.#shown = this.file;
      },
    });
  }

  static async create(temper: Temper = 'reloads', more: Readonly<Record<string, HttpResult | Error>> = {}) {
    const plane = new ControlPlane(temper, more);
    const init = await run(
      ['init', '--kubernetes-version', 'v1.36.2', '--apiserver-cert-extra-sans', 'old.example.com'],
      plane.machine,
    );
    expect(init.code, init.stderr).to.equal(0);
    plane.#shown = plane.file;
    plane.#original = plane.file;
    plane.machine.forget();
    return plane;
  }

  #original = '';

  get file(): string {
    return this.machine.file(CERT)?.content ?? '';
  }

  get names(): readonly string[] {
    const { dns, ips } = presentNames(certificateAt(this.machine, CERT));
    return [...dns, ...ips];
  }

  get starts(): number {
    return this.#starts;
  }

  get storedNames(): readonly string[] {
    const object = this.machine.object(CONFIG_MAP) as KubeObject & { readonly data: Record<string, string> };
    const document = readYaml(object.data['ClusterConfiguration'] ?? '') as {
      readonly apiServer: { readonly certSANs: string[] };
    };
    return document.apiServer.certSANs;
  }

  add(...words: readonly string[]) {
    return run(['certs', 'san', 'add', ...words], this.machine);
  }

  #container(): ContainerInfo {
    const fixed = { podName: 'kube-apiserver-cp1', podNamespace: 'kube-system', restartCount: 0, exitCode: undefined };
    const nothing = { reason: '', message: '', image: '', logPath: '', createdAt: this.#started };
    return { id: `container-${this.#starts}`, name: 'kube-apiserver', state: 'running', ...fixed, ...nothing };
  }

  #answer(): HttpResult | Error {
    if (this.temper === 'is down') return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    if (this.temper === 'reloads') this.#shown = this.file;
    if (this.temper === 'dies of it' && this.#starts > 1 && this.file !== this.#original)
      return new Error('socket hang up');
    if (this.temper === 'dies of it' && this.#starts > 1) this.#shown = this.file;
    return { status: 200, body: 'ok', serverCertificate: this.#shown };
  }
}

describe('certs san add', () => {
  it('adds names and addresses to the certificate and to the stored configuration; all else stays, the key too', async () => {
    const plane = await ControlPlane.create();
    const before = {
      names: plane.names,
      key: plane.machine.file(`${PKI}/apiserver.key`),
      subject: certificateAt(plane.machine, CERT).subject,
    };
    const { code, stdout, stderr } = await plane.add('api.example.com', '198.51.100.7', '*.k8s.example.com');
    expect(code, stderr).to.equal(0);
    const dns = before.names.filter((name) => !/^\d/.test(name));
    const ips = before.names.filter((name) => /^\d/.test(name));
    expect(plane.names).to.deep.equal([
      ...[...dns, 'api.example.com', '*.k8s.example.com'].sort(),
      ...ips,
      '198.51.100.7',
    ]);
    expect(plane.machine.file(`${PKI}/apiserver.key`)).to.deep.equal(before.key);
    const made = certificateAt(plane.machine, CERT);
    expect(made.subject).to.equal(before.subject);
    expect(made.verify(certificateAt(plane.machine, `${PKI}/ca.crt`).publicKey)).to.equal(true);
    expect(plane.storedNames).to.deep.equal([
      'old.example.com',
      'api.example.com',
      '198.51.100.7',
      '*.k8s.example.com',
    ]);
    expect(plane.machine.changes.map(({ kind }) => kind)).to.deep.equal(['write-file', 'apply-object']);
    expect(stdout).to.contain(`${CERT} is now good for api.example.com, 198.51.100.7, *.k8s.example.com too`);
    expect(stdout)
      .to.contain('without a restart')
      .and.contain('certSANs in ConfigMap kube-system/kubeadm-config has the names now');
  });

  it('changes nothing the second time', async () => {
    const plane = await ControlPlane.create();
    await plane.add('api.example.com');
    plane.machine.forget();
    const { code, stdout } = await plane.add('api.example.com', 'old.example.com');
    expect(code).to.equal(0);
    expect(plane.machine.changes).to.deep.equal([]);
    expect(stdout).to.contain('good for api.example.com, old.example.com already').and.contain('has the names already');
  });

  it('takes names in one word with commas, and each once', async () => {
    const plane = await ControlPlane.create();
    await plane.add('a.example.com,b.example.com', 'a.example.com');
    expect(plane.storedNames).to.deep.equal(['old.example.com', 'a.example.com', 'b.example.com']);
  });

  it('starts an API server anew that does not read its certificate by itself, and waits for it', async () => {
    const plane = await ControlPlane.create('needs a restart');
    const { code, stdout, stderr } = await plane.add('api.example.com');
    expect(code, stderr).to.equal(0);
    expect(plane.starts).to.equal(2);
    expect(plane.machine.changes.map(({ kind }) => kind)).to.deep.equal([
      'write-file',
      'stop-container',
      'apply-object',
    ]);
    expect(stderr)
      .to.contain('starting it anew')
      .and.match(/kube-apiserver runs with the new files/);
    expect(stdout).to.contain('was started anew and shows the new certificate');
  });

  it('puts the old certificate back when the API server is not healthy with the new one, and stores nothing', async () => {
    const plane = await ControlPlane.create('dies of it');
    const original = plane.file;
    const { code, stdout, stderr } = await plane.add('api.example.com');
    expect(code).to.equal(1);
    expect(stdout).to.equal('');
    expect(plane.file).to.equal(original);
    expect(plane.storedNames).to.deep.equal(['old.example.com']);
    expect(stderr).to.match(
      /error: the API server did not take its new certificate; the old one was put back, and the API server is healthy with it/,
    );
    expect(stderr).to.match(/^hint: /m);
  });

  it('goes on where a run stopped between the certificate and the configuration', async () => {
    const plane = await ControlPlane.create('needs a restart');
    await plane.add('api.example.com');
    plane.machine.store.update({
      ...plane.machine.object(CONFIG_MAP),
      data: {
        ClusterConfiguration:
          'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\nfuture: 1\n',
      },
    } as unknown as KubeObject);
    plane.machine.forget();
    const { code, stderr } = await plane.add('api.example.com');
    expect(code, stderr).to.equal(0);
    expect(plane.machine.changes.map(({ kind }) => kind)).to.deep.equal(['apply-object']);
    const text = (plane.machine.object(CONFIG_MAP) as unknown as { data: Record<string, string> }).data[
      'ClusterConfiguration'
    ];
    expect(text).to.contain('future: 1').and.contain('- api.example.com');
  });

  it('shows in a dry run what it would write, and writes nothing', async () => {
    const plane = await ControlPlane.create();
    const original = plane.file;
    const { code, stdout, stderr } = await plane.add('api.example.com', '--dry-run');
    expect(code, stderr).to.equal(0);
    expect(plane.machine.changes).to.deep.equal([]);
    expect(plane.file).to.equal(original);
    expect(stdout).to.contain(`[dry-run] would write ${CERT} (0644)`).and.contain('[dry-run] would update ConfigMap');
    expect(stdout).to.contain('[dry-run] a real run would end with:\n\t');
    expect(stdout).to.not.contain('shows the new certificate');
  });

  it('tells scripts the same', async () => {
    const plane = await ControlPlane.create();
    const { stdout } = await plane.add('api.example.com', '-o', 'json');
    expect(events(stdout).at(-1)).to.deep.include({
      type: 'result',
      command: 'certs san add',
      added: ['api.example.com'],
      apiServer: 'reloaded',
      clusterConfiguration: 'updated',
      otherControlPlanes: [],
    });
  });

  describe('of other control planes', () => {
    const pod = (node: string, address: string): KubeObject & { readonly spec: object } => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `kube-apiserver-${node}`,
        namespace: 'kube-system',
        labels: { component: 'kube-apiserver', tier: 'control-plane' },
        annotations: { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${address}:6443` },
      },
      spec: {
        nodeName: node,
        containers: [{ name: 'kube-apiserver', image: 'registry.k8s.io/kube-apiserver:v1.36.2' }],
      },
    });
    const showing = (...names: readonly string[]): HttpResult => ({
      status: 200,
      body: 'ok',
      serverCertificate: exampleLeaf(exampleAuthority(), { names }).certificate.toString(),
    });

    it('tells those that still lack the names or cannot be asked, with the command to run there', async () => {
      const plane = await ControlPlane.create('reloads', {
        'https://192.0.2.11:6443/livez': showing('api.example.com'),
        'https://192.0.2.12:6443/livez': showing('cp3'),
        'https://192.0.2.13:6443/livez': new Error('connect ETIMEDOUT'),
      });
      for (const [index, node] of ['cp1', 'cp2', 'cp3', 'cp4'].entries())
        plane.machine.store.create(pod(node, `192.0.2.${10 + index}`));
      const { stdout } = await plane.add('api.example.com', '*.k8s.example.com');
      expect(stdout).to.contain("on each of these, run: kubeadm-ts certs san add api.example.com '*.k8s.example.com'");
      expect(stdout).to.contain('cp2 (192.0.2.11:6443) lacks *.k8s.example.com\n');
      expect(stdout).to.contain('cp3 (192.0.2.12:6443) lacks api.example.com, *.k8s.example.com\n');
      expect(stdout).to.contain('cp4 (192.0.2.13:6443): could not be asked: connect ETIMEDOUT');
      expect(stdout).to.not.contain('cp1');
    });
  });

  describe('while no API server answers', () => {
    const unreachable = (plane: ControlPlane): void => {
      const down = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
      Object.assign(plane.machine, { getObject: down, listObjects: down });
    };
    const CONFIG = '/root/kubeadm.yaml';
    const configured = async (plane: ControlPlane): Promise<void> => {
      const content = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';
      await plane.machine.change({ kind: 'write-file', path: CONFIG, content, mode: 0o600 });
      plane.machine.forget();
    };

    it('stops without a configuration file, and names the way with one', async () => {
      const plane = await ControlPlane.create('is down');
      unreachable(plane);
      const { code, stderr } = await plane.add('api.example.com');
      expect(code).to.equal(1);
      expect(stderr)
        .to.contain('ECONNREFUSED')
        .and.match(/hint: .*--config <file>/);
      expect(plane.machine.changes).to.deep.equal([]);
    });

    it('writes the certificate with one, and tells what was not updated', async () => {
      const plane = await ControlPlane.create('is down');
      await configured(plane);
      unreachable(plane);
      const { code, stdout, stderr } = await plane.add('api.example.com', '--config', CONFIG);
      expect(code, stderr).to.equal(0);
      expect(plane.names).to.include('api.example.com');
      expect(plane.machine.changes.map(({ kind }) => kind)).to.deep.equal(['write-file']);
      expect(stdout).to.contain('no API server runs on this machine now');
      expect(stdout).to.match(/kubeadm-config was NOT updated: .*ECONNREFUSED/);
      expect(stdout).to.contain('when the API server answers, run: kubeadm-ts certs san add api.example.com');
      expect(stdout).to.contain(`${CONFIG} was not changed`);
    });

    it('updates the stored configuration all the same where an API server answers', async () => {
      const plane = await ControlPlane.create();
      await configured(plane);
      const { code, stderr } = await plane.add('api.example.com', '--config', CONFIG);
      expect(code, stderr).to.equal(0);
      expect(plane.storedNames).to.deep.equal(['old.example.com', 'api.example.com']);
    });
  });

  describe('is refused', () => {
    const refused = async (
      plane: ControlPlane,
      words: readonly string[],
      message: RegExp,
      hint: RegExp,
    ): Promise<void> => {
      const { code, stdout, stderr } = await plane.add(...words);
      expect(code).to.equal(1);
      expect(stdout).to.equal('');
      expect(stderr).to.match(message).and.match(hint);
      expect(plane.machine.changes).to.deep.equal([]);
    };
    let plane: ControlPlane;
    before(async () => (plane = await ControlPlane.create()));

    const words: readonly (readonly [string, RegExp])[] = [
      ['', /no name is given/],
      ['https://api.example.com:6443/', /is api\.example\.com meant\?/],
      ['API.example.com', /is api\.example\.com meant\?/],
      ['münchen.example', /is xn--mnchen-3ya\.example meant\?/],
      ['a_b.example', /neither an IP address nor a DNS name/],
      ['10.0.0.300', /looks like an IP address/],
      ['0.0.0.0', /stands for every address/],
      ['10.0.0.0/8', /is 10\.0\.0\.0 meant\?/],
    ];
    for (const [word, reason] of words) {
      it(word === '' ? 'without a name' : `for ${word}`, () =>
        refused(plane, word === '' ? [] : [word], reason, /hint: give DNS names and IP addresses without scheme/),
      );
    }

    it('where the key of the authority is kept elsewhere, with the way by a request', async () => {
      const external = await ControlPlane.create();
      await external.machine.change({ kind: 'remove-file', path: `${PKI}/ca.key` });
      external.machine.forget();
      await refused(external, ['api.example.com'], /cannot be signed here/, /certs generate-csr/);
    });

    it('for a certificate of another cluster', async () => {
      const copied = await ControlPlane.create();
      for (const [path, file] of Object.entries(pairFiles(`${PKI}/apiserver`, exampleLeaf(exampleAuthority()))))
        await copied.machine.change({ kind: 'write-file', path, ...file });
      copied.machine.forget();
      await refused(copied, ['api.example.com'], /does not verify against the authority/, /ca\.crt/);
    });

    it('on a machine without a certificate', async () => {
      const worker = await ControlPlane.create();
      await worker.machine.change({ kind: 'remove-file', path: CERT });
      worker.machine.forget();
      await refused(worker, ['api.example.com'], /there is no \S+apiserver\.crt/, /on a control plane/);
    });

    it('without a kubeconfig', async () => {
      const worker = await ControlPlane.create();
      await worker.machine.change({ kind: 'remove-file', path: '/etc/kubernetes/admin.conf' });
      worker.machine.forget();
      await refused(worker, ['api.example.com'], /there is no \/etc\/kubernetes\/admin\.conf/, /--config <file>/);
    });
  });
});
