import { expect } from 'chai';
import { corefile } from '../../../manifests/addons/corefile.ts';
import { chooseCorefile } from '../../../phases/addons/corefile-choice.ts';

const STOCK = corefile('cluster.local');
const CUSTOM = STOCK.replace('forward . /etc/resolv.conf', 'forward . 203.0.113.53');
const TAG = 'v1.14.2';

describe('chooseCorefile', () => {
  it('writes where there is none, an empty one, or the default', () => {
    for (const present of [undefined, '', '\n', STOCK, STOCK.trimEnd()]) {
      expect(chooseCorefile({ corefile: present, tag: 'v1.11.1' }, STOCK, TAG), String(present)).to.equal('write');
    }
  });

  it('replaces the default of older versions, which cached the names of the cluster', () => {
    const old = corefile('').replace('kubernetes  in', 'kubernetes cluster.local in');
    expect(old).to.contain('    cache 30\n');
    expect(chooseCorefile({ corefile: old, tag: 'v1.11.1' }, STOCK, TAG)).to.equal('write');
  });

  it('keeps a custom one that the new version reads as it is', () => {
    for (const tag of [undefined, TAG, 'v1.14.1', '1.8.0', 'v1.8.0']) {
      expect(chooseCorefile({ corefile: CUSTOM, tag }, STOCK, TAG), tag ?? 'none').to.equal('keep');
    }
  });

  it('leaves an installation alone that is older than the last change of the language', () => {
    for (const tag of ['v1.7.1', '1.6.6']) {
      expect(chooseCorefile({ corefile: CUSTOM, tag }, STOCK, TAG), tag).to.equal('leave-alone');
    }
  });

  it('keeps a custom one of a version that nobody knows, and says so', () => {
    expect(chooseCorefile({ corefile: CUSTOM, tag: 'mine' }, STOCK, TAG)).to.equal('keep-unknown');
  });

  it('keeps a custom one where an own image is installed already', () => {
    expect(chooseCorefile({ corefile: CUSTOM, tag: 'mine' }, STOCK, 'mine')).to.equal('keep');
  });
});
