import { expect } from 'chai';
import fc from 'fast-check';
import { KINDS, type KindEntry } from '../../../pkg/config/kinds/registry.ts';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { marshalClusterConfiguration } from '../../../pkg/config/marshal.ts';
import { migrateDocuments } from '../../../pkg/config/migrate-documents.ts';
import { complete } from '../../../pkg/config/schema/complete.ts';
import { decodeDocument, type Decoded } from '../../../pkg/config/schema/decode.ts';
import { encode } from '../../../pkg/config/schema/encode.ts';
import type { Schema } from '../../../pkg/config/schema/schema.ts';
import { parseDocument } from '../../../pkg/config/source/parse-document.ts';
import { SourceText } from '../../../pkg/config/source/source-text.ts';
import { splitDocuments } from '../../../pkg/config/source/split-documents.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { writeYaml } from '../../../pkg/yaml/write-yaml.ts';
import { configFiles, documentOf, generatedFiles } from '../../support/fuzz/config-files.ts';
import { effort, FUZZ_TIMEOUT_MS } from '../../support/fuzz/effort.ts';
import { FILE, machineWith } from '../../support/fuzz/loaders.ts';
import { styles, written } from '../../support/fuzz/written.ts';

/** The first document of a text, decoded as its kind. */
function decoded(text: string, { schema }: KindEntry): Decoded<Schema> {
  const source = new SourceText(FILE, text);
  const parsed = parseDocument(source, splitDocuments(source).chunks[0]!);
  if ('issue' in parsed) throw new Error(`${parsed.issue.message}\n${text}`);
  return decodeDocument<Schema>(schema, parsed.node, source);
}

const header = ({ group, version, kind }: KindEntry): string => `apiVersion: ${group}/${version}\nkind: ${kind}\n`;

/** What a loader gives, or nothing for what it refuses. */
async function accepted<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof KubeadmError) return undefined;
    throw error;
  }
}

describe('a configuration that was accepted', function () {
  this.timeout(FUZZ_TIMEOUT_MS);

  for (const entry of KINDS) {
    const name = `${entry.kind} ${entry.version}`;

    it(`is the same after it was printed and read again: ${name}`, () =>
      fc.assert(
        fc.property(documentOf(entry), styles, (document, style) => {
          const first = decoded(written([document], style), entry);
          expect(first.oddities).to.deep.equal([]);
          fc.pre(first.errors.length === 0);
          const value = complete<Schema>(entry.schema, first.value) as object;
          const printed = writeYaml(encode(entry.schema, value));
          const again = decoded(header(entry) + printed, entry);
          expect(again.errors).to.deep.equal([]);
          expect(writeYaml(encode(entry.schema, complete<Schema>(entry.schema, again.value) as object))).to.equal(
            printed,
          );
        }),
        effort(100),
      ));

    it(`means the same in whatever style it is written: ${name}`, () =>
      fc.assert(
        fc.property(documentOf(entry), styles, (document, style) => {
          const [asJson, asWritten] = [JSON.stringify(document), written([document], style)].map((text) =>
            decoded(text, entry),
          );
          expect(asWritten!.value).to.deep.equal(asJson!.value);
          expect(asWritten!.errors.map(({ path }) => path)).to.deep.equal(asJson!.errors.map(({ path }) => path));
        }),
        effort(100),
      ));
  }

  it('is migrated to one that migrates to itself', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(configFiles, generatedFiles), async (text) => {
        const once = await accepted(() => migrateDocuments(machineWith(text), FILE));
        fc.pre(once !== undefined && once.text !== '');
        const twice = await migrateDocuments(machineWith(once!.text), FILE);
        expect(twice.text).to.equal(once!.text);
      }),
      effort(300),
    ));

  it('is migrated to one that init understands in the same way', () =>
    fc.assert(
      fc.asyncProperty(configFiles, async (text) => {
        const flags = { config: FILE };
        const loaded = await accepted(() => loadInitConfig(machineWith(text), flags, { strict: true }));
        const migrated = await accepted(() => migrateDocuments(machineWith(text), FILE));
        // as in the reference, the prefix `ci/` is not written out
        fc.pre(loaded !== undefined && migrated !== undefined && !loaded.config.cluster.ciVersion);
        const again = await loadInitConfig(machineWith(migrated!.text), flags, { strict: true });
        // configurations of components are not migrated, and tokens that nobody gave are random
        const essence = ({
          kubelet: _kubelet,
          kubeProxy: _kubeProxy,
          bootstrapTokens,
          ...config
        }: typeof again.config) => ({
          ...config,
          bootstrapTokens: bootstrapTokens.map(({ token, ...rest }) =>
            text.includes(token) ? { token, ...rest } : rest,
          ),
        });
        expect(essence(again.config)).to.deep.equal(essence(loaded!.config));
      }),
      effort(200),
    ));

  it('is kept in the cluster so that it reads back as it was', () =>
    fc.assert(
      fc.asyncProperty(configFiles, async (text) => {
        const loaded = await accepted(() => loadInitConfig(machineWith(text), { config: FILE }));
        fc.pre(loaded !== undefined);
        const kept = marshalClusterConfiguration(loaded!.config);
        const again = await loadInitConfig(machineWith(kept), { config: FILE }, { strict: true });
        expect(again.config.cluster).to.deep.equal(loaded!.config.cluster);
      }),
      effort(200),
    ));
});
