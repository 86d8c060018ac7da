import { expect } from 'chai';
import type { Diagnosis, SubjectReport } from '../../../pkg/diagnosis/diagnosis.ts';
import { createTroubleMemory } from '../../../pkg/diagnosis/hopeless.ts';
import type { Finding } from '../../../pkg/diagnosis/known-problem.ts';

const FINDING: Finding = {
  id: 'unknown-flag',
  problem: 'p',
  hint: 'h',
  persistence: 'final',
  line: 'l',
  occurrences: 1,
};

function seen(finding: Partial<Finding>, failures: number, parts: Partial<SubjectReport> = {}): Diagnosis {
  const report: SubjectReport = {
    subject: 'etcd',
    healthy: false,
    verdict: '',
    finding: { ...FINDING, ...finding },
    evidence: [],
    failures,
    ...parts,
  };
  return { reports: [report], root: report };
}

describe('the judgement that waiting is in vain', () => {
  it('falls once a final trouble has come twice and been seen for 20 s', () => {
    const memory = createTroubleMemory();
    expect(memory.judge(seen({}, 2), 0)).to.equal(undefined);
    expect(memory.judge(seen({}, 3), 19_999)).to.equal(undefined);
    expect(memory.judge(seen({}, 3), 20_000)?.subject).to.equal('etcd');
  });

  it('starts over when the trouble changes in between', () => {
    const memory = createTroubleMemory();
    memory.judge(seen({}, 2), 0);
    memory.judge(seen({ id: 'port-taken' }, 2), 10_000);
    expect(memory.judge(seen({}, 2), 20_000)).to.equal(undefined);
  });

  const patient: readonly (readonly [string, Diagnosis])[] = [
    ['a trouble that may pass', seen({ persistence: 'passing' }, 99)],
    ['a stubborn trouble that came only twice', seen({ persistence: 'stubborn' }, 2)],
    ['a final trouble that came only once', seen({}, 1)],
    ["a consequence of another's trouble", seen({ waitsFor: 'kube-apiserver' }, 99)],
    ['somebody healthy', seen({}, 99, { healthy: true })],
    ['an unknown trouble', seen({}, 99, { finding: undefined })],
  ];
  for (const [what, diagnosis] of patient) {
    it(`does not fall on ${what}`, () => {
      const memory = createTroubleMemory();
      memory.judge(diagnosis, 0);
      expect(memory.judge(diagnosis, 60_000)).to.equal(undefined);
    });
  }

  it('counts looks where no container ever came, because nothing counts restarts there', () => {
    const memory = createTroubleMemory();
    const diagnosis = seen({ persistence: 'stubborn' }, 1, { countLooks: true });
    expect(memory.judge(diagnosis, 0)).to.equal(undefined);
    expect(memory.judge(diagnosis, 10_000)).to.equal(undefined);
    expect(memory.judge(diagnosis, 20_000)?.subject).to.equal('etcd');
    const running = seen({ persistence: 'stubborn' }, 1, { countLooks: false });
    const other = createTroubleMemory();
    for (const now of [0, 10_000, 20_000, 30_000]) expect(other.judge(running, now)).to.equal(undefined);
  });

  it('falls on a stubborn trouble that came three times', () => {
    const memory = createTroubleMemory();
    memory.judge(seen({ persistence: 'stubborn' }, 3), 0);
    expect(memory.judge(seen({ persistence: 'stubborn' }, 3), 20_000)).to.not.equal(undefined);
  });
});
