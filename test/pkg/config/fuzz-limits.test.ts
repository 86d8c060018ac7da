import { expect } from 'chai';
import { MAX_DEPTH, MAX_DOCUMENTS, MAX_FILE_BYTES, MAX_NODES } from '../../../pkg/config/source/document-limits.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { executedBlocks } from '../../support/executed-blocks.ts';
import type { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { failureOf } from '../../support/failure.ts';
import { READERS, machineWith, verdictOf } from '../../support/fuzz/loaders.ts';

const CLUSTER = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';
const KUBELET = '---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
/** As large as a file may be, so that everything in it is looked at. */
const LARGEST = MAX_FILE_BYTES - 1_024;
/** What people are promised; most of these take a tenth of it. */
const LONGEST_MS = 1_000;
/** What somebody may still look through, whatever the file holds. */
const MOST_CHARACTERS = 100_000;

const filled = (part: string): string => part.repeat(Math.floor(LARGEST / part.length));
const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** Each doubles, or takes ten times, what stands before it. */
const laughs = `a0: &a0 [${'x,'.repeat(9)}x]\n${numbered(12, (n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(',')}]\n`)}`;
const wide = `x: &x {${numbered(1_000, (n) => `k${n}: 1,`)}}\n`;

/** Files that would hold up a careless reader, and what is said of them. */
const HOSTILE: readonly (readonly [what: string, text: () => string, says: RegExp])[] = [
  [
    'of 10 MiB',
    () => CLUSTER + `# ${'x'.repeat(97)}\n`.repeat(Math.ceil((10 * 1024 * 1024) / 100)),
    /larger than 3 MiB/,
  ],
  ['of 10 MiB in one line', () => `${CLUSTER}clusterName: ${'x'.repeat(10 * 1024 * 1024)}\n`, /larger than 3 MiB/],
  ['with aliases that multiply', () => CLUSTER + laughs, /more than 50000 values/],
  [
    'with merge keys that multiply',
    () => `${CLUSTER}${wide}y:\n${'- {<<: *x}\n'.repeat(30_000)}`,
    /more than 50000 values/,
  ],
  [
    'with merge keys in a chain',
    () => `${CLUSTER}a0: &a0 {k: 1}\n${numbered(5_000, (n) => `a${n + 1}: &a${n + 1} {<<: *a${n}, k${n}: 1}\n`)}`,
    /more than 100 levels/,
  ],
  ['with a list of a million items', () => `${CLUSTER}x: [${filled('a,')}]\n`, /more than 200000 lines/],
  ['with a list of 75,000 items', () => `${CLUSTER}x: [${'a,'.repeat(75_000)}]\n`, /more than 50000 values/],
  ['with a million lines', () => CLUSTER + filled('a: 1\n'), /more than 200000 lines/],
  ['with brackets to its end', () => `${CLUSTER}x: ${filled('[')}`, /more than 200000/],
  ['with braces to its end', () => `${CLUSTER}x: ${filled('{a: ')}`, /more than 200000/],
  ['with dashes to its end', () => `${CLUSTER}x:\n${filled('- ')}`, /100/],
  ['that steps in line by line', () => `${CLUSTER}x:\n${numbered(2_000, (n) => `${' '.repeat(n + 1)}a:\n`)}`, /100/],
  ['of separators', () => filled('---\n'), /more than 1000 documents/],
  ['of small documents', () => filled('a: 1\n---\n'), /more than 1000 documents/],
  ['of bad separators', () => filled('---x\n'), /more than 1000 documents/],
  [
    'of JSON without end',
    () => `{"apiVersion": "kubeadm.k8s.io/v1beta4", "x": [${filled('1,')}`,
    /more than 200000 lines/,
  ],
  ['of zero bytes', () => CLUSTER + filled('\0'), /no text in UTF-8/],
  [
    'with twenty-four thousand unknown fields',
    () => `${CLUSTER}${KUBELET}${numbered(24_000, (n) => `clusterDnz${n}: 1\n`)}`,
    /and 23900 more/,
  ],
  [
    'with fifty thousand wrong values',
    () => `${CLUSTER}apiServer: {certSANs: [${'1,'.repeat(49_000)}]}\n`,
    /49000 things are wrong/,
  ],
  [
    'with fifty thousand bad names',
    () => `${CLUSTER}apiServer: {certSANs: [${numbered(49_000, (n) => `A_${n},`)}]}\n`,
    /and 48900 more/,
  ],
  ['with a key of 3 MiB', () => `${CLUSTER}${'k'.repeat(LARGEST)}: 1\n`, /no such field/],
  [
    'with a duration of a million digits',
    () => `${CLUSTER}certificateValidityPeriod: ${'9'.repeat(1_000_000)}h\n`,
    /expected a duration/,
  ],
  [
    'with a quantity of a million digits',
    () =>
      `${CLUSTER}${KUBELET}containerLogMaxSize: 1\nlogging: {options: {json: {infoBufferSize: "${'9'.repeat(1_000_000)}"}}}\n`,
    /expected a quantity/,
  ],
  ['with brackets for a while', () => `${CLUSTER}x: ${'['.repeat(150_000)}`, /exceeded maxDepth/],
  [
    'with a list of networks without end',
    () => `${CLUSTER}networking: {serviceSubnet: "${'10.0.0.0/8,'.repeat(100_000)}"}\n`,
    /serviceSubnet/,
  ],
  ['with a domain without end', () => `${CLUSTER}networking: {dnsDomain: "${filled('a-')}!"}\n`, /no domain/],
  ['with a repository without end', () => `${CLUSTER}imageRepository: "${filled('a-')}!"\n`, /imageRepository/],
];

describe('a file that nobody means well with', () => {
  for (const [what, text, says] of HOSTILE) {
    it(`${what} is refused within a second, with a reason that can be read`, async () => {
      const machine = machineWith(text());
      let failure: KubeadmError | undefined;
      const read = async (): Promise<void> => {
        failure = await failureOf(READERS['init, strictly']!(machine));
      };
      expect(await cpuTime(read, LONGEST_MS)).to.be.lessThan(LONGEST_MS);
      expect(failure!.message).to.match(says);
      expect(failure!.message.length).to.be.lessThan(MOST_CHARACTERS);
      expect(failure!.hint).to.be.a('string');
    });
  }

  it('is let pass up to the limits', async () => {
    const list = `apiServer: {certSANs: [${'a.example.com,'.repeat(MAX_NODES - 100)}]}\n`;
    const deep = `featureGates: ${'{a: '.repeat(MAX_DEPTH - 10)}1${'}'.repeat(MAX_DEPTH - 10)}\n`;
    expect((await verdictOf(READERS['init']!, CLUSTER + list)).issues).to.deep.equal([]);
    expect((await failureOf(READERS['init']!(machineWith(CLUSTER + deep)))).message).to.match(/expected true or false/);
    const documents = CLUSTER + numbered(MAX_DOCUMENTS - 1, (n) => `---\napiVersion: foo.io/v1\nkind: Kind${n}\n`);
    expect((await verdictOf(READERS['init']!, documents)).warnings).to.have.length(2 * (MAX_DOCUMENTS - 1));
  });
});

describe('a file with many documents', () => {
  const name = (n: number): string => `Kind${String(n).padStart(4, '0')}`;
  const foreign = (n: number): string => `---\napiVersion: foo.io/v1\nkind: ${name(n)}\nfields: {a: [1, 2], b: text}\n`;
  const FILES: Readonly<Record<string, (n: number) => string>> = {
    'of different kinds': foreign,
    'of the same kind': () => `---\n${CLUSTER}`,
    'with mistakes': (n) => `${foreign(n)}a: b: c\n`,
    'without kinds': (n) => `---\nname: ${name(n)}\n`,
  };

  for (const [what, document] of Object.entries(FILES)) {
    it(`${what} takes as much work as it has documents`, async () => {
      const workFor = async (count: number): Promise<number> => {
        const text = CLUSTER + numbered(count, document);
        return executedBlocks(() => verdictOf(READERS['config validate']!, text));
      };
      await workFor(100);
      // five times the documents; a reader that compares each with each needs twenty times the work
      expect((await workFor(500)) / (await workFor(100))).to.be.lessThan(7);
    });
  }
});
