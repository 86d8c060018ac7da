import { expect } from 'chai';
import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';
import {
  compareKubernetesVersions,
  minorsAhead,
  parseKubernetesVersion,
} from '../../../pkg/version/kubernetes-version.ts';
import { releaseFacts } from '../../../pkg/version/release-facts.ts';

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

describe('releaseFacts', () => {
  it('has a row for the release that this program follows', () => {
    expect(CLIENT_VERSION).to.match(new RegExp(`^v${releaseFacts(CLIENT_VERSION).minor.replace('.', '\\.')}\\.`));
  });

  it('takes the nearest row for releases that it does not know', () => {
    expect(releaseFacts('v1.20.0').minor).to.equal('1.34');
    expect(releaseFacts('v1.99.0').minor).to.equal('1.36');
    expect(releaseFacts('v2.0.0').minor).to.equal('1.36');
  });
});
