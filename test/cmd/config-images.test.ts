import { expect } from 'chai';
import { load } from 'js-yaml';
import { clusterYaml } from '../support/config-loading.ts';
import type { MachineOptions } from '../support/healthy-machine.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';

const VERSION = ['--kubernetes-version', 'v1.36.1'];
const IMAGES = [
  'registry.k8s.io/kube-apiserver:v1.36.1',
  'registry.k8s.io/kube-controller-manager:v1.36.1',
  'registry.k8s.io/kube-scheduler:v1.36.1',
  'registry.k8s.io/kube-proxy:v1.36.1',
  'registry.k8s.io/coredns/coredns:v1.14.2',
  'registry.k8s.io/pause:3.10.2',
  'registry.k8s.io/etcd:3.6.8-0',
];
const LINES = IMAGES.map((image) => `${image}\n`).join('');

const list = (words: readonly string[], options: MachineOptions = {}) =>
  run(['config', 'images', 'list', ...words], new SimulatedMachine(options));
const listFile = (text: string, ...words: readonly string[]) =>
  list(['--config', '/c.yaml', ...words], { files: { '/c.yaml': text } });

describe('kubeadm-ts config images list', () => {
  it('lists the images in the order in which they are pulled', async () => {
    expect(await list(VERSION)).deep.equal({ code: 0, stdout: LINES, stderr: '' });
  });

  it('lists those of this program where nobody answers, and says so', async () => {
    const { code, stdout, stderr } = await list([]);
    expect(code).equal(0);
    expect(stdout).include('kube-apiserver:v1.36.2\n');
    expect(stderr).match(/warning: .*stable-1 .*could not be fetched/);
  });

  it('lists those of the version that a label stands for', async () => {
    const url = 'https://dl.k8s.io/release/stable-1.35.txt';
    const http = { [url]: { status: 200, body: 'v1.35.7\n' } };
    const { stdout } = await list(['--kubernetes-version', 'stable-1.35'], { http });
    expect(stdout).match(/^registry\.k8s\.io\/kube-apiserver:v1\.35\.7\n/);
  });

  it('names them in a mirror', async () => {
    const { stdout } = await list([...VERSION, '--image-repository', 'm.example:5000/k8s']);
    expect(stdout).include('m.example:5000/k8s/coredns:v1.14.2\n').and.include('m.example:5000/k8s/pause:3.10.2\n');
    expect(stdout).not.include('registry.k8s.io');
  });

  it('lets a configuration file decide, and leaves out what does not run', async () => {
    const { stdout, stderr } = await listFile(
      clusterYaml('imageRepository: m.io\nproxy: {disabled: true}\netcd: {local: {imageTag: 3.6.9-0}}'),
    );
    expect(stderr).equal('');
    expect(stdout).match(/^m\.io\/kube-apiserver:v1\.36\.2\n/);
    expect(stdout).match(/m\.io\/etcd:3\.6\.9-0\n$/);
    expect(stdout).not.include('kube-proxy');
  });

  it('says which flags have no effect beside a file', async () => {
    const { code, stdout, stderr } = await listFile(clusterYaml(), ...VERSION, '--image-repository', 'm.io');
    expect(code).equal(0);
    expect(stdout).match(/^registry\.k8s\.io\/kube-apiserver:v1\.36\.2\n/);
    expect(stderr).match(/^warning: --image-repository has no effect: with --config, \/c\.yaml says/m);
    expect(stderr).match(/^warning: --kubernetes-version has no effect/m);
  });

  it('finds mistakes in feature gates, with a file and without', async () => {
    for (const outcome of [
      await list([...VERSION, '--feature-gates', 'Rootless=true']),
      await listFile(clusterYaml(), '--feature-gates', 'Rootless=true'),
    ]) {
      expect(outcome).include({ code: 1, stdout: '' });
      expect(outcome.stderr).include('there is no feature gate "Rootless"');
    }
    expect((await list([...VERSION, '--feature-gates', 'PublicKeysECDSA=true'])).stderr).match(
      /^warning: .*deprecated/,
    );
  });

  it('names the flag that is wrong', async () => {
    expect((await list(['--kubernetes-version', '1.34.0'])).stderr).include('--kubernetes-version: v1.34.0 is too old');
    expect((await list([...VERSION, '--image-repository', 'https://x'])).stderr).include(
      '--image-repository: "https://x"',
    );
  });

  it('works on a machine that could be no node: without a route, with an odd host name', async () => {
    const odd = { hostname: 'My_Host', files: { '/proc/net/route': '' } };
    expect(await list(VERSION, odd)).deep.equal({ code: 0, stdout: LINES, stderr: '' });
  });

  it('prints JSON and YAML as the reference does', async () => {
    const json = (await list([...VERSION, '-o', 'json'])).stdout;
    const version = 'output.kubeadm.k8s.io/v1alpha3';
    expect(json).match(/^\{\n {4}"kind": "Images",\n {4}"apiVersion": "output\.kubeadm/);
    expect(JSON.parse(json)).deep.equal({ kind: 'Images', apiVersion: version, images: IMAGES });
    const yaml = (await list([...VERSION, '--output=YAML'])).stdout;
    expect(yaml).match(/^apiVersion: .*\nimages:\n- registry/);
    expect(load(yaml)).deep.equal(JSON.parse(json));
    expect((await list([...VERSION, '-o', 'kyaml'])).stdout).match(/^---\n\{\n {2}kind: "Images",/);
  });

  for (const [format, printed] of [
    ['jsonpath={.images[0]}', IMAGES[0]],
    ['jsonpath={.images}', JSON.stringify(IMAGES)],
    ['jsonpath={range .images[*]}{@}{"\\n"}{end}', LINES],
    ['go-template={{range .images}}{{.}}{{"\\n"}}{{end}}', LINES],
    ['go-template={{.nothing}}', '<no value>'],
    ['go-template-file=/t', IMAGES.map((image) => `${image} `).join('')],
  ] as const) {
    it(`prints the template ${format}`, async () => {
      const files = { '/t': '{{range .images}}{{.}} {{end}}' };
      expect((await list([...VERSION, '-o', format], { files })).stdout).equal(printed);
    });
  }

  it('refuses an unknown format before anything is read, and names all', async () => {
    for (const format of ['xml', 'TEXT', 'name', '']) {
      const { code, stderr } = await list(['--config', '/none', '-o', format]);
      expect(code).equal(1);
      expect(stderr)
        .include(`invalid value "${format}" for --output`)
        .and.match(/hint: one of: .*text, yaml/);
    }
    expect((await list(['-o', 'jsonpath'])).stderr).include("'jsonpath={.images}'");
  });
});
