import { expect } from 'chai';
import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';
import {
  compareKubernetesVersions,
  minorsAhead,
  parseKubernetesVersion,
} from '../../../pkg/version/kubernetes-version.ts';
import { clientFacts, releaseFacts } from '../../../pkg/version/release-facts.ts';

describe('Kubernetes versions', () => {
  it('are semantic versions, with or without a v', () => {
    expect(parseKubernetesVersion('v1.36.2-rc.1+5')).to.include({ major: 1, minor: 36, patch: 2 });
    expect(parseKubernetesVersion('1.36.2')).to.include({ minor: 36 });
    for (const text of ['1.36', 'v1.36.2foo', '', 'stable-1'])
      expect(parseKubernetesVersion(text), text).to.equal(undefined);
  });

  it('are ordered by semver, build metadata aside', () => {
    expect(compareKubernetesVersions('v1.35.0-rc.1', 'v1.35.0')).to.be.lessThan(0);
    expect(compareKubernetesVersions('v1.35.0+x', 'v1.35.0')).to.equal(0);
    expect(compareKubernetesVersions('1.36.10', 'v1.36.9')).to.be.greaterThan(0);
  });

  it('know how many minor releases lie between them', () => {
    expect(minorsAhead('v1.36.0', 'v1.33.9')).to.equal(3);
    expect(minorsAhead('v1.35.0', 'v1.36.0')).to.equal(-1);
    expect(minorsAhead('v2.0.0', 'v1.36.0')).to.be.greaterThan(100);
    expect(minorsAhead('x', 'v1.36.0')).to.equal(undefined);
  });
});

describe('clientFacts', () => {
  it("follow from the program's own release", () => {
    expect(clientFacts('v1.36.2')).to.deep.equal({
      minimumControlPlane: 'v1.35.0',
      minimumKubelet: 'v1.33.0',
      minimumEtcd: '3.5.24-0',
      firstUnknown: 'v1.37.0-0',
    });
    expect(clientFacts('v1.40.0-beta.1')).to.deep.include({
      minimumControlPlane: 'v1.38.0',
      firstUnknown: 'v1.41.0-0',
    });
    expect(() => clientFacts('stable')).to.throw(/no version/);
  });
});

describe('releaseFacts', () => {
  it('know etcd, CoreDNS and pause of each minor, and what changed with it', () => {
    for (const minor of ['1.34', '1.35', '1.36']) {
      const facts = releaseFacts(`v${minor}.1`);
      expect(facts).to.include({ minor, etcdTag: '3.6.8-0', coreDnsTag: 'v1.14.2', pauseTag: '3.10.2' });
      expect(facts.etcdFlags).to.have.property('feature-gates', 'InitialCorruptCheck=true');
      expect(facts.kubeletTakesCgroupV1).to.equal(minor === '1.34');
    }
  });

  it('has a row for the release that this program follows', () => {
    expect(CLIENT_VERSION).to.match(new RegExp(`^v${releaseFacts(CLIENT_VERSION).minor.replace('.', '\\.')}\\.`));
  });

  it('takes the nearest row for releases that it does not know', () => {
    expect(releaseFacts('v1.20.0').minor).to.equal('1.34');
    expect(releaseFacts('v1.99.0').minor).to.equal('1.36');
    expect(releaseFacts('v2.0.0').minor).to.equal('1.36');
  });
});
