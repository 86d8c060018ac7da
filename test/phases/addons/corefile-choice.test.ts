import { expect } from 'chai';
import { corefile } from '../../../manifests/addons/corefile.ts';
import { chooseCorefile } from '../../../phases/addons/corefile-choice.ts';
import type { InstalledDns } from '../../../phases/live-dns.ts';

const STOCK = corefile('cluster.local');
const CUSTOM = STOCK.replace('forward . /etc/resolv.conf', 'forward . 203.0.113.53');
const TAG = 'v1.14.2';

const kindOf = (installed: InstalledDns) => chooseCorefile(installed, STOCK, TAG).kind;

describe('chooseCorefile', () => {
  it('writes where there is none, an empty one, or the default', () => {
    for (const present of [undefined, '', '\n', STOCK, STOCK.trimEnd()]) {
      expect(kindOf({ corefile: present, tag: 'v1.11.1' }), String(present)).to.equal('write');
    }
  });

  it('replaces the default of older versions, which cached the names of the cluster', () => {
    const old = corefile('').replace('kubernetes  in', 'kubernetes cluster.local in');
    expect(old).to.contain('    cache 30\n');
    expect(kindOf({ corefile: old, tag: 'v1.11.1' })).to.equal('write');
  });

  it('keeps a custom one that the new version reads as it is', () => {
    for (const tag of [undefined, TAG, 'v1.14.1', '1.8.0', 'v1.8.0']) {
      expect(kindOf({ corefile: CUSTOM, tag }), tag ?? 'none').to.equal('keep');
    }
  });

  it('migrates a custom one from before the last change of the language', () => {
    const old = CUSTOM.replace('pods insecure', 'pods insecure\n       transfer to *');
    for (const tag of ['v1.7.1', '1.6.6']) {
      const choice = chooseCorefile({ corefile: old, tag }, STOCK, TAG);
      expect(choice.kind, tag).to.equal('migrate');
      expect(choice).to.have.property('corefile').that.includes('transfer cluster.local {\n        to *\n');
    }
  });

  it('leaves an installation alone whose Corefile no rule can migrate', () => {
    const odd = 'a.example:53 b.example:53 {\n    forward c.example 192.0.2.1\n}\n';
    const choice = chooseCorefile({ corefile: odd, tag: '1.3.1' }, STOCK, TAG);
    expect(choice.kind).to.equal('leave-alone');
    expect(choice).to.have.property('why').that.includes('c.example');
    expect(kindOf({ corefile: '.:53 {\n', tag: '1.14.1' })).to.equal('leave-alone');
  });

  it('keeps a custom one of a version that nobody knows, and says so', () => {
    expect(kindOf({ corefile: CUSTOM, tag: 'mine' })).to.equal('keep-unknown');
  });

  it('keeps a custom one where an own image is installed already', () => {
    expect(chooseCorefile({ corefile: CUSTOM, tag: 'mine' }, STOCK, 'mine').kind).to.equal('keep');
  });
});
