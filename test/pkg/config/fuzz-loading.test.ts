import { expect } from 'chai';
import fc from 'fast-check';
import type { ConfigIssue } from '../../../pkg/config/issue.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { configFiles, generatedFiles } from '../../support/fuzz/config-files.ts';
import { effort, FUZZ_TIMEOUT_MS } from '../../support/fuzz/effort.ts';
import { FILE, READERS, verdictOf, type Verdict } from '../../support/fuzz/loaders.ts';

const HEADER = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';
/** Anything that an editor, a broken disk or a wrong file name could put there; bytes that are no UTF-8 among it. */
const noise = fc
  .oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }))
  .map((bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')));
const noisyFiles = fc.oneof(
  noise,
  noise.map((text) => HEADER + text),
  noise.map((text) => `${HEADER}clusterName: ${text}\n`),
);

/** Every place that is named lies in the file, where there is something. */
function expectPlacesIn(text: string, { issues, warnings }: Verdict): void {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const within = (line: number, column: number): boolean =>
    line >= 1 && line <= lines.length && column >= 1 && column <= lines[line - 1]!.length + 1;
  for (const { place, message } of issues)
    if (place !== undefined)
      expect(within(place.line, place.column), `${message} at ${place.line}:${place.column}`).to.be.true;
  for (const warning of warnings)
    for (const [, line, column] of warning.matchAll(new RegExp(`^${FILE}:(\\d+):(\\d+):`, 'g')))
      expect(within(Number(line), Number(column)), warning).to.be.true;
}

/** Only what a file lacks altogether stands nowhere in it. */
function expectPlaced({ place, message }: ConfigIssue): void {
  if (place === undefined) expect(message).to.match(/ holds (no|neither) /);
}

/** Who is told of a field finds it where the message sends him; through an alias it stands where it was written first. */
function expectNamedThere(text: string, { path, place, message }: ConfigIssue): void {
  const key = /(?:^|\.)([A-Za-z]+)$/.exec(path)?.[1];
  // the word `on` is the key "true"
  if (key === undefined || place === undefined || /^(true|false|null)$/.test(key)) return;
  if (!/no such field|already set/.test(message)) return;
  const line = text.replace(/^\uFEFF/, '').split('\n')[place.line - 1]!;
  // a merge key stands for the keys that it brings
  const written = message.includes('a merge key') ? `(?:${key}\\b|<<)` : `${key}\\b`;
  expect(line.slice(place.column - 1).replace(/^(["']|[!&]\S* |\? )*/, '')).to.match(new RegExp(`^${written}`));
}

describe('any configuration file', function () {
  this.timeout(FUZZ_TIMEOUT_MS);

  const inputs = {
    'made by people, with mistakes': configFiles,
    'made of the definitions': generatedFiles,
    'of noise': noisyFiles,
  };
  for (const [reader, read] of Object.entries(READERS)) {
    for (const [what, texts] of Object.entries(inputs)) {
      it(`${what} is taken by ${reader}, or refused with reasons and places`, async () => {
        await fc.assert(
          fc.asyncProperty(texts, async (text) => {
            const verdict = await verdictOf(read, text).catch((error: unknown): Verdict => {
              expect(error).to.be.instanceOf(KubeadmError);
              return { issues: [], warnings: [] };
            });
            expectPlacesIn(text, verdict);
            verdict.issues.forEach(expectPlaced);
            for (const issue of verdict.issues) expectNamedThere(text, issue);
            for (const { message } of verdict.issues) expect(message).to.not.equal('');
          }),
          effort<[string]>(300),
        );
      });
    }
  }
});
