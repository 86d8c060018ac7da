import { expect } from 'chai';
import { availableUpgrades } from '../../../pkg/upgrade/available-upgrades.ts';
import { clusterVersion } from '../../../pkg/upgrade/cluster-versions.ts';
import { releasesOf, type Releases } from '../../../pkg/upgrade/release-labels.ts';

const SERIES_35 = 'version in the v1.35 series';
const SERIES_36 = 'version in the v1.36 series';
const STABLE = 'stable version';

interface Given extends Partial<Releases> {
  readonly rc?: boolean;
  readonly experimental?: boolean;
}

const offered = (cluster: string, { rc = false, experimental = false, ...known }: Given) =>
  availableUpgrades({
    cluster,
    own: 'v1.36.2',
    releases: { stable: 'v1.36.2', series: undefined, latest: undefined, previous: undefined, ...known },
    allowExperimentalUpgrades: experimental,
    allowRCUpgrades: rc,
  }).map(({ description, target }) => [description, target]);

describe('availableUpgrades', () => {
  for (const [what, cluster, given, upgrades] of [
    [
      'the series and what is stable',
      'v1.35.1',
      { series: 'v1.35.9' },
      [
        [SERIES_35, 'v1.35.9'],
        [STABLE, 'v1.36.2'],
      ],
    ],
    ['what is stable to the newest of a series', 'v1.35.9', { series: 'v1.35.9' }, [[STABLE, 'v1.36.2']]],
    ['one version once', 'v1.36.0', { series: 'v1.36.2' }, [[SERIES_36, 'v1.36.2']]],
    ['what is stable where nobody knows the series', 'v1.35.1', {}, [[STABLE, 'v1.36.2']]],
    ['nothing to the newest', 'v1.36.2', { series: 'v1.36.2' }, []],
    ['nothing to one that is newer than all', 'v1.36.3-beta.0', { series: 'v1.36.2' }, []],
    [
      'nothing that is unstable without the flag',
      'v1.36.2',
      { latest: 'v1.37.0-alpha.2', previous: 'v1.36.3-rc.1' },
      [],
    ],
    [
      'a release candidate with the flag',
      'v1.36.2',
      { latest: 'v1.37.0-alpha.2', previous: 'v1.36.3-rc.1', rc: true },
      [['release candidate version', 'v1.36.3-rc.1']],
    ],
    [
      'no beta with the flag for candidates',
      'v1.36.2',
      { latest: 'v1.37.0-alpha.2', previous: 'v1.36.3-beta.0', rc: true },
      [],
    ],
    [
      'an experimental version with the flag',
      'v1.36.2',
      { latest: 'v1.37.0-alpha.2', previous: 'v1.36.3-beta.0', experimental: true },
      [['experimental version', 'v1.37.0-alpha.2']],
    ],
    [
      'the older branch where the first alpha only marks a new one',
      'v1.36.2',
      { latest: 'v1.38.0-alpha.0', previous: 'v1.37.0-beta.0', experimental: true },
      [['experimental version', 'v1.37.0-beta.0']],
    ],
  ] as const) {
    it(`offers ${what}`, () => expect(offered(cluster, given)).deep.equal(upgrades));
  }

  it('needs another program only where this one is too old', () => {
    const programs = availableUpgrades({
      cluster: 'v1.35.1',
      own: 'v1.36.2',
      releases: { stable: 'v1.36.5', series: 'v1.35.9', latest: undefined, previous: undefined },
      allowExperimentalUpgrades: false,
      allowRCUpgrades: false,
    }).map(({ program }) => program);
    expect(programs).deep.equal(['v1.36.2', 'v1.36.5']);
  });

  it('takes a version that is named for one of the series only where it is', () => {
    expect(releasesOf('v1.36.2', 'v1.36.0').series).equal('v1.36.2');
    expect(releasesOf('v1.36.2', 'v1.35.0').series).equal(undefined);
    expect(releasesOf('v1.36.0-rc.1', 'v1.35.0')).deep.include({ latest: 'v1.36.0-rc.1', previous: 'v1.36.0-rc.1' });
  });
});

describe('clusterVersion', () => {
  const of = (...versions: readonly string[]) => {
    const servers = versions.map((version, index) => ({ node: `cp${index}`, version }));
    const components = { 'kube-controller-manager': [], 'kube-scheduler': [], etcd: [] };
    return () => clusterVersion({ components: { 'kube-apiserver': servers, ...components } });
  };

  it('is the newest of the API servers', () => {
    expect(of('v1.36.0', 'v1.36.10', 'v1.36.9')()).equal('v1.36.10');
    expect(of('v1.36.0+build')()).equal('v1.36.0+build');
  });

  it('is not guessed where an image has no tag, a strange one, or no Pod is there', () => {
    expect(of('v1.36.0', '')).throw('the API server on node cp1 cannot be told: its image has no tag');
    expect(of('mine')).throw('has the tag mine');
    expect(of()).throw('no Pod of an API server');
  });
});
