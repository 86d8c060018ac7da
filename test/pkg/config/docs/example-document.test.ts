import { expect } from 'chai';
import { exampleDocument } from '../../../../pkg/config/docs/example-document.ts';
import { KINDS, KUBEADM_GROUP, newestEntry } from '../../../../pkg/config/kinds/registry.ts';
import { allFields } from '../../../../pkg/config/explain/find-field.ts';
import { validateDocuments } from '../../../../pkg/config/validate-documents.ts';
import { writeYaml } from '../../../../pkg/yaml/write-yaml.ts';
import { faultsOf } from '../../../support/schema-faults.ts';
import { SimulatedMachine } from '../../../support/simulated-machine.ts';

/** What stands in the way of a document, by the loader and by the JSON Schema. */
async function faults(document: object): Promise<readonly string[]> {
  const files = { '/c.yaml': writeYaml(document), '/etc/kubernetes/discovery.conf': '' };
  const { issues } = await validateDocuments(new SimulatedMachine({ files }), '/c.yaml');
  return [...issues.map(({ path, message }) => `${path}: ${message}`), ...faultsOf(document)];
}

const has = (value: unknown, path: readonly string[]): boolean => {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  if (Array.isArray(value)) return value.some((item) => has(item, path));
  return typeof value === 'object' && value !== null && name in value && has((value as never)[name], rest);
};

describe('exampleDocument', () => {
  for (const entry of KINDS) {
    const name = `${entry.version} ${entry.kind}`;
    it(`shows a valid ${name}`, async () => {
      const example = exampleDocument(entry);
      expect(example).to.include({ apiVersion: `${entry.group}/${entry.version}`, kind: entry.kind });
      expect(Object.keys(example ?? {})).to.have.length.above(2);
      expect(await faults(example ?? {})).to.deep.equal([]);
    });

    it(`shows each field of ${name} that has a text, in a valid document`, async () => {
      const shown = allFields(entry).filter(({ field }) => entry.group === KUBEADM_GROUP || field?.doc !== '');
      const wrong = await Promise.all(
        shown.map(async ({ path, field }) => {
          const example = exampleDocument(entry, path);
          if (example === undefined) return field?.example === undefined && field?.default === undefined ? [] : [path];
          return has(example, path) ? (await faults(example)).map((fault) => [path.join('.'), fault]) : [path];
        }),
      );
      expect(wrong.flat()).to.deep.equal([]);
    });
  }

  it('adds what a document cannot do without', () => {
    const example = exampleDocument(newestEntry('JoinConfiguration'), ['nodeRegistration', 'name']);
    expect(example).to.have.nested.property('discovery.bootstrapToken.token');
    expect(example).to.have.property('nodeRegistration').that.deep.equals({ name: 'node-1' });
  });

  it('shows fields together that need each other', () => {
    const example = exampleDocument(newestEntry('ClusterConfiguration'), ['etcd', 'external', 'certFile']);
    expect(example).to.have.nested.property('etcd.external.keyFile');
  });

  it('shows a field alone that needs no other', () => {
    const example = exampleDocument(newestEntry('InitConfiguration'), ['bootstrapTokens', 'expires']);
    expect(example)
      .to.have.property('bootstrapTokens')
      .that.deep.equals([{ expires: '2099-12-31T23:59:59Z' }]);
  });
});
