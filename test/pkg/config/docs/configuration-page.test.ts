import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from '../../../../pkg/config/docs/configuration-page.ts';
import { allFields } from '../../../../pkg/config/explain/find-field.ts';
import { KINDS, KUBEADM_GROUP } from '../../../../pkg/config/kinds/registry.ts';
import { readYamlDocuments } from '../../../../pkg/yaml/read-yaml.ts';

const FILE = join(import.meta.dirname, '../../../../docs/configuration.md');
const PAGE = readFileSync(FILE, 'utf8');

describe('docs/configuration.md', () => {
  it('is what the definitions say; "npm run docs" writes it anew', async () => {
    const options = await resolveConfig(FILE);
    expect(await format(configurationPage(), { ...options, filepath: FILE })).to.equal(PAGE);
  });

  it('tells of every field of kubeadm', () => {
    const told = new Set([...PAGE.matchAll(/^(?:\| |#+ )`([^`]+)`/gm)].map(([, path]) => path?.split('.').at(-1)));
    const silent = KINDS.filter(({ group }) => group === KUBEADM_GROUP)
      .flatMap(allFields)
      .filter(({ path }) => !told.has(path.at(-1)));
    expect(silent).to.deep.equal([]);
  });

  it('has a heading for each of its links', () => {
    const headings = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase());
    const links = [...PAGE.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links).to.not.be.empty;
    expect(headings).to.include.members(links);
  });

  it('has examples that are YAML', () => {
    const examples = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => text);
    expect(examples).to.have.length.above(20);
    for (const example of examples) expect(readYamlDocuments(example)).to.have.length(1);
  });
});
