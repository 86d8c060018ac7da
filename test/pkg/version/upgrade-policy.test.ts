import { expect } from 'chai';
import { judgeUpgrade, type UpgradeQuestion } from '../../../pkg/version/upgrade-policy.ts';

const judge = (cluster: string, target: string, more: Partial<UpgradeQuestion> = {}) =>
  judgeUpgrade({
    cluster,
    target,
    own: 'v1.36.2',
    kubelets: [cluster],
    allowExperimentalUpgrades: false,
    allowRCUpgrades: false,
    ...more,
  });
const RC = { allowRCUpgrades: true };
const EXPERIMENTAL = { allowExperimentalUpgrades: true };

/** `[cluster, target, fatal findings, findings that --force overrules, more]`: the reference's table, row by row. */
const ROWS: readonly (readonly [string, string, number, number, Partial<UpgradeQuestion>?])[] = [
  ['v1.35.1', 'v1.36.2', 0, 0],
  ['v1.36.2', 'v1.36.2', 0, 0],
  ['v1.36.2', 'v1.36.0', 0, 0],
  ['v1.35.0', 'v1.35.4', 0, 1],
  ['v1.36.2', 'v1.35.4', 0, 1],
  ['v1.35.1', 'v1.36.5', 0, 1],
  ['v1.35.1', 'v1.36.0-beta.1', 0, 1],
  ['v1.35.1', 'v1.36.0-beta.1', 0, 1, RC],
  ['v1.35.1', 'v1.36.0-beta.1', 0, 0, EXPERIMENTAL],
  ['v1.35.1', 'v1.36.0-rc.1', 0, 1],
  ['v1.35.1', 'v1.36.0-rc.1', 0, 0, RC],
  ['v1.35.1', 'v1.36.0-rc.1', 0, 0, EXPERIMENTAL],
  ['v1.36.1', 'v1.37.0-alpha.1', 0, 2],
  ['v1.36.1', 'v1.37.0-alpha.1', 0, 1, EXPERIMENTAL],
  ['v1.34.1', 'v1.36.0-rc.1', 0, 2],
  ['v1.34.1', 'v1.36.0-rc.1', 0, 1, RC],
  ['v1.34.1', 'v1.36.2', 1, 0],
  ['v1.35.1', 'v1.37.0', 2, 0],
  ['v1.36.2', 'v1.37.0', 1, 0],
  ['v1.37.0', 'v1.35.0', 1, 1],
  ['v1.38.0', 'v1.36.2', 1, 0],
  ['v1.35.0', 'v1.34.9', 1, 1],
  ['v1.35.0', 'v1.35.0-rc.1', 1, 2],
  ['v1.36.2', 'v1.33.0', 2, 1],
  ['v1.36.0', 'v1.36.2', 0, 0, { kubelets: ['v1.33.0', 'v1.36.0'] }],
  ['v1.36.0', 'v1.36.2', 0, 1, { kubelets: ['v1.32.9', 'v1.36.0'] }],
  ['v1.36.0', 'v1.36.2', 0, 1, { kubelets: ['mine'] }],
  ['v1.36.0', 'v2.0.0', 2, 1],
];

describe('judgeUpgrade', () => {
  for (const [cluster, target, fatal, forcible, more = {}] of ROWS) {
    const how = more.kubelets === undefined ? Object.keys(more).join(', ') : `kubelets ${more.kubelets.join(', ')}`;
    const verdict = fatal > 0 ? 'refuses' : forcible > 0 ? 'needs --force for' : 'allows';
    it(`${verdict} ${cluster} to ${target}${how === '' ? '' : ` with ${how}`}`, () => {
      const found = judge(cluster, target, more);
      expect({ fatal: found.fatal.length, forcible: found.forcible.length }, JSON.stringify(found)).deep.equal({
        fatal,
        forcible,
      });
    });
  }

  it('names versions in what it says, and kubelets that are too old', () => {
    const { forcible } = judge('v1.36.0', 'v1.36.2', { kubelets: ['v1.30.1', 'v1.31.0', 'v1.36.0'] });
    expect(forcible[0]).include('v1.30.1, v1.31.0').and.not.include('v1.36.0,');
    expect(judge('v1.34.1', 'v1.36.2').fatal[0]).include('from v1.34.1 to v1.36.2');
  });

  it('doubts kubelets of a newer minor release, and lets them be', () => {
    const found = judge('v1.36.2', 'v1.35.4', { kubelets: ['v1.36.2', 'v1.35.0'] });
    expect(found.doubts).length(1);
    expect(found.doubts[0]).include('v1.36.2').and.not.include('v1.35.0');
    expect(judge('v1.36.2', 'v1.36.0').doubts).deep.equal([]);
  });

  it('does not count build metadata', () => {
    expect(judge('v1.36.0+a', 'v1.36.2+b')).deep.equal({ fatal: [], forcible: [], doubts: [] });
  });
});
