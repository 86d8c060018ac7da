import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect } from 'chai';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { goldenCases, goldenConfig, goldenObjects, goldenPatches } from '../support/golden-objects.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { events, run } from '../support/simulated-run.ts';

interface ShownFile {
  readonly kind: string;
  readonly path: string;
  readonly mode: string;
  readonly content?: string;
}

/** Files that the reference does not show in a dry run, and secrets. */
const NOT_IN_GOLDEN = /^\/etc\/(kubernetes\/pki|k8s\/certs)\/|^\/etc\/kubernetes\/[\w-]+\.conf$|instance-config\.yaml$/;

async function dryRun(name: string) {
  const machine = new SimulatedMachine({
    hostname: 'machine',
    files: { ...goldenPatches(name), '/cluster.yaml': goldenConfig(name), ...externalEtcdFiles(name) },
  });
  const argv = [
    'init',
    '--config',
    '/cluster.yaml',
    '--dry-run',
    '--output',
    'json',
    '--ignore-preflight-errors',
    'all',
  ];
  const { code, stdout, stderr } = await run(name === 'upload-certs' ? [...argv, '--upload-certs'] : argv, machine);
  expect(code, stderr).equal(0);
  expect(machine.changes).deep.equal([]);
  const changes = events(stdout).flatMap((event) =>
    event.type === 'change' ? [event['change'] as Record<string, unknown>] : [],
  );
  return { changes, files: changes.filter(({ kind }) => kind === 'write-file') as unknown as readonly ShownFile[] };
}

/** An external etcd's client certificate stands on the machine already. */
function externalEtcdFiles(name: string): Readonly<Record<string, string>> {
  if (name !== 'external-etcd') return {};
  const pki = '/etc/kubernetes/pki';
  return {
    [`${pki}/etcd/ca.crt`]: 'x',
    [`${pki}/apiserver-etcd-client.crt`]: 'x',
    [`${pki}/apiserver-etcd-client.key`]: 'x',
  };
}

function goldenFiles(name: string): ReadonlyMap<string, string> {
  const root = new URL(`../golden/${name}/files`, import.meta.url).pathname;
  const walk = (folder: string): readonly string[] =>
    readdirSync(folder).flatMap((entry) =>
      statSync(`${folder}/${entry}`).isDirectory() ? walk(`${folder}/${entry}`) : [`${folder}/${entry}`],
    );
  return new Map(walk(root).map((path) => [path.slice(root.length), readFileSync(path, 'utf8')]));
}

describe('kubeadm-ts init --dry-run --output json, against what the reference writes', () => {
  for (const name of goldenCases()) {
    it(`case ${name}: the same files and the same objects in the same order`, async () => {
      const { changes, files } = await dryRun(name);
      const expected = goldenFiles(name);
      const shown = files.filter(({ path }) => !NOT_IN_GOLDEN.test(path));
      expect(shown.map(({ path }) => path).sort()).deep.equal([...expected.keys()].sort());
      for (const { path, content = '', mode } of shown) {
        const want = expected.get(path) ?? '';
        if (path.endsWith('.env')) expect(content, path).equal(want);
        else expect(readYaml(content), path).deep.equal(readYaml(want));
        expect(mode, path).equal(path.includes('/manifests/') ? '0600' : '0644');
      }
      const objects = changes.filter(({ kind }) => kind === 'apply-object') as {
        verb: string;
        object: { kind: string };
      }[];
      expect(objects.map(({ verb, object }) => `${verb} ${object.kind}`)).deep.equal(
        goldenObjects(name).map(({ verb, object }) => `${verb} ${object.kind}`),
      );
    });
  }
});
