import { expect } from 'chai';
import { KubeadmError, hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { loadPatches } from '../../../pkg/patches/load-patches.ts';
import { readPatchFileName } from '../../../pkg/patches/patch-file-name.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const DIRECTORY = '/etc/patches';

async function load(files: Readonly<Record<string, string>>) {
  const paths = Object.entries(files).map(([name, text]) => [`${DIRECTORY}/${name}`, text]);
  const machine = new SimulatedMachine({ files: Object.fromEntries(paths) as Record<string, string> });
  const notes: string[] = [];
  const patches = await loadPatches(machine, DIRECTORY, (note) => notes.push(note));
  return { machine, notes, patches };
}

async function failure(work: Promise<unknown>): Promise<KubeadmError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).instanceOf(KubeadmError);
  return error as KubeadmError;
}

describe('readPatchFileName', () => {
  const names: readonly (readonly [string, string])[] = [
    ['etcd.yaml', 'etcd strategic'],
    ['etcd.json', 'etcd strategic'],
    ['kube-apiserver0+strategic.yaml', 'kube-apiserver strategic'],
    ['kube-apiserver+json.yaml', 'kube-apiserver json'],
    ['kube-scheduler-last+merge.json', 'kube-scheduler merge'],
    ['kubeletconfiguration+merge.yaml', 'kubeletconfiguration merge'],
    ['corednsdeployment.yaml', 'corednsdeployment strategic'],
    // The type need not end the name, and the suffix ends at the first dot.
    ['kube-apiserver+mergefoo.yaml', 'kube-apiserver merge'],
    ['kube-apiserverfoo.bar+merge.yaml', 'kube-apiserver strategic'],
    ['kube-apiserver.backup.yaml', 'kube-apiserver strategic'],
  ];
  for (const [name, meaning] of names) {
    it(`reads ${name} as ${meaning}`, () => {
      const read = readPatchFileName(name);
      expect('target' in read ? `${read.target} ${read.type}` : read.ignored).equal(meaning);
    });
  }

  for (const name of ['etcd.yml', 'etcd', 'README.md', 'Etcd.yaml', 'kube-proxy.yaml', '.yaml']) {
    it(`leaves ${name} out`, () => {
      expect(readPatchFileName(name)).property('ignored').a('string');
    });
  }

  it('refuses a plus without a known type', () => {
    expect(() => readPatchFileName('kube-apiserver+foo.yaml')).throw(KubeadmError, /names no known type/);
  });
});

describe('loadPatches', () => {
  it('walks folders in byte order, types mixed', async () => {
    const { patches } = await load({
      'kube-apiserver0+merge.yaml': '{}',
      'kube-apiserver.yaml': '{}',
      'kube-apiserver+json.json': '[]',
      'etcd/kube-apiserver.yaml': '{}',
    });
    expect(patches.map(({ path }) => path.slice(DIRECTORY.length + 1))).deep.equal([
      'etcd/kube-apiserver.yaml',
      'kube-apiserver+json.json',
      'kube-apiserver.yaml',
      'kube-apiserver0+merge.yaml',
    ]);
  });

  it('splits documents, and reads YAML and JSON whatever the name says', async () => {
    const { patches } = await load({ 'etcd+merge.json': 'a: 1\n---\n{"b": 2}\n---\n# nothing\n' });
    expect(patches.map(({ content }) => content)).deep.equal([{ a: 1 }, { b: 2 }]);
  });

  it('tells what it leaves out, once', async () => {
    const { machine, notes, patches } = await load({ 'etcd.yml': '{}', 'kube-proxy.yaml': '{}', 'etcd.yaml': ' \n' });
    expect(patches).deep.equal([]);
    expect(notes.map((note) => note.split(':')[0])).deep.equal([
      'ignoring /etc/patches/etcd.yaml',
      'ignoring /etc/patches/etcd.yml',
      'ignoring /etc/patches/kube-proxy.yaml',
    ]);
    await loadPatches(machine, DIRECTORY, (note) => notes.push(note));
    expect(notes).lengthOf(3);
  });

  it('has nothing without a directory', async () => {
    expect(await loadPatches(new SimulatedMachine(), '')).deep.equal([]);
  });

  it('refuses a directory that is missing, or is a file', async () => {
    const machine = new SimulatedMachine({ files: { '/etc/file': 'x' } });
    expect(await failure(loadPatches(machine, '/etc/nowhere'))).include({ code: 'patches-directory-missing' });
    expect((await failure(loadPatches(machine, '/etc/file'))).message).match(/is not a directory/);
  });

  it('names file, line and column of a text that it cannot read', async () => {
    const error = await failure(load({ 'etcd.yaml': 'a: [1\nb: 2\n' }));
    expect(error.code).equal('patch-malformed');
    expect((error.cause as Error).message).match(/^\/etc\/patches\/etcd\.yaml.*line 2, column/);
    expect(hintOf(error)).a('string');
  });
});
