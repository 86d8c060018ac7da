import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { compare } from './compare.ts';
import { differences } from './differences.ts';
import { madeByOurs } from './dry-run-ours.ts';
import { madeByTheirs } from './dry-run-theirs.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { normalised } from './normalised.ts';
import type { Observation } from './observation.ts';
import { warningsIn } from './warnings.ts';

const FILE = { name: 'a.yaml', path: '/a.yaml', text: 'kind: ClusterConfiguration\n' };

function observed(overrides: Partial<Observation> = {}): Observation {
  return { outcome: 'succeeds', code: 0, data: {}, order: [], warnings: [], fields: [], said: '', ...overrides };
}

const lines = (theirs: Partial<Observation>, ours: Partial<Observation>): readonly string[] =>
  compare('config validate', FILE, observed(theirs), observed(ours)).map(({ line }) => line);

describe('the comparison with the reference', () => {
  it('knows no difference that users are not told of', () => {
    const told = readFileSync(fileURLToPath(new URL('../../docs/differences.md', import.meta.url)), 'utf8');
    for (const { documented } of KNOWN_DIFFERENCES) expect(told).to.include(documented);
  });

  it('finds nothing where both do the same', () =>
    expect(lines({ data: { a: [1, { b: 2 }] } }, { data: { a: [1, { b: 2 }] } })).to.deep.equal([]));

  it('tells outcomes, exit codes and warnings apart', () => {
    expect(lines({}, { outcome: 'fails', code: 1 })).to.deep.equal(['theirs succeeds, ours fails']);
    expect(lines({ outcome: 'fails', code: 1 }, { outcome: 'fails', code: 2 })).to.deep.equal([
      'exit code: theirs 1, ours 2',
    ]);
    expect(lines({ warnings: ['a'] }, {})).to.deep.equal(['warnings: only theirs: "a"']);
  });

  it('wants an error to name the same field, or one around it', () => {
    const theirs = { outcome: 'fails', code: 1, fields: ['networking.podSubnet'] } as const;
    const ours = { outcome: 'fails', code: 1, said: 'a.yaml:1:1: networking.dnsDomain: no' } as const;
    expect(lines(theirs, ours)).to.deep.equal([]);
    expect(lines(theirs, { ...ours, said: 'no' })).to.deep.equal([
      'the error does not name the field networking.podSubnet',
    ]);
  });

  it('names what is meant to differ', () => {
    const [difference] = compare(
      'config migrate',
      FILE,
      observed({ data: { timeouts: { controlPlaneComponentHealthCheck: '0s' } } }),
      observed({ data: { timeouts: { controlPlaneComponentHealthCheck: '4m0s' } } }),
    );
    expect(difference?.known?.documented).to.match(/config migrate/);
  });
});

describe('differences of data', () => {
  it('name the path, and say who has what', () => {
    expect(differences({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).to.deep.equal([
      'a.b: only theirs: 2',
      'a.b: only ours: 3',
    ]);
    expect(differences({ a: 1 }, {})).to.deep.equal(['a: theirs 1, ours nothing']);
  });

  it('include the order of lists, not that of keys', () => {
    expect(differences({ a: 1, b: 2 }, { b: 2, a: 1 })).to.deep.equal([]);
    expect(differences([1, 2], [2, 1], 'l')).to.deep.equal(['l: another order: theirs [1,2], ours [2,1]']);
  });

  it('show the line of a text', () =>
    expect(differences('a\nb', 'a\nc', 't')).to.deep.equal(['t: theirs line 2: b, ours line 2: c']));
});

describe('what differs from run to run', () => {
  it('is left out: tokens that nobody gave, times, authorities', () => {
    const secret = (id: string, time: string) => ({
      type: 'bootstrap.kubernetes.io/token',
      metadata: { name: `bootstrap-token-${id}` },
      data: { 'token-id': btoa(id), 'token-secret': btoa('0123456789abcdef'), expiration: btoa(time) },
    });
    expect(normalised(secret('abcdef', '1'), '')).to.deep.equal(normalised(secret('fedcba', '2'), ''));
    expect(normalised('certificate-authority-data: AAA', '')).to.equal(
      normalised('certificate-authority-data: BBB', ''),
    );
  });

  it('is kept where the configuration gives it', () =>
    expect(normalised('abcdef.0123456789abcdef', 'token: abcdef.0123456789abcdef')).to.equal(
      'abcdef.0123456789abcdef',
    ));
});

describe('dry runs', () => {
  it('of the reference are read from what they print', () => {
    const printed = [
      '[dryrun] Would write file "/var/lib/kubelet/kubeadm-flags.env" with content:',
      'KUBELET_KUBEADM_ARGS=""',
      '[dryrun] Would perform action GET on resource "secrets" in API group "core/v1"',
      '[dryrun] Would perform action CREATE on resource "configmaps" in API group "core/v1"',
      '[dryrun] Attached object:',
      'kind: ConfigMap',
      'metadata: {name: a, namespace: b}',
      '',
      '[addons] done',
    ];
    expect(madeByTheirs(printed.join('\n'))).to.deep.equal([
      ['/var/lib/kubelet/kubeadm-flags.env', 'KUBELET_KUBEADM_ARGS=""\n'],
      ['create ConfigMap b/a', { kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' } }],
    ]);
  });

  it('of ours are read from their JSON lines', () => {
    const stream = [
      { type: 'note', message: 'x' },
      { type: 'change', change: { kind: 'write-file', path: '/var/lib/kubelet/config.yaml', content: 'a: 1\n' } },
      {
        type: 'change',
        change: { kind: 'apply-object', verb: 'create', object: { kind: 'ConfigMap', metadata: { name: 'a' } } },
      },
    ];
    expect(madeByOurs(stream.map((line) => JSON.stringify(line)).join('\n'))).to.deep.equal([
      ['/var/lib/kubelet/config.yaml', { a: 1 }],
      ['create ConfigMap a', { kind: 'ConfigMap', metadata: { name: 'a' } }],
    ]);
  });
});

describe('warnings', () => {
  it('are recognised in the words of both programs', () => {
    const theirs = 'W1 utils.go:69] The recommended value for "clusterDNS" in "KubeletConfiguration" is: [10.96.0.10]';
    const ours = 'warning: KubeletConfiguration: clusterDNS is "1.1.1.1", but "10.96.0.10" is recommended';
    expect(warningsIn(theirs, 'theirs')).to.deep.equal(['recommended value: clusterDNS']);
    expect(warningsIn(ours, 'ours')).to.deep.equal(warningsIn(theirs, 'theirs'));
  });
});
