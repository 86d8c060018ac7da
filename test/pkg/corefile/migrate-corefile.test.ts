import { expect } from 'chai';
import { migrateCorefile } from '../../../pkg/corefile/migrate-corefile.ts';

const OLD = `.:53 {
    errors
    health
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        upstream /etc/resolv.conf
        endpoint a b c
        resyncperiod 1m
        transfer to 10.0.0.1 *
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    proxy example.org 1.2.3.4:53 {
        protocol https_google
        policy least_conn
        max_fails 3
    }
    proxy . /etc/resolv.conf {
        protocol force_tcp x
        policy random
    }
    forward corp.example.com 10.0.0.2 10.0.0.3 {
        force_tcp
    }
    cache 30
    reload
}
`;

/** As the library of the reference migrates it. */
const MIGRATED = `.:53 {
    errors
    health {
        lameduck 5s
    }
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        endpoint a
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf {
        force_tcp
        policy random
        max_concurrent 1000
    }
    cache 30
    reload
    loop
    ready
    transfer cluster.local {
        to 10.0.0.1 *
    }
}

corp.example.com {
    forward . 10.0.0.2 10.0.0.3 {
        force_tcp
        max_concurrent 1000
    }
    loop
    errors
    cache 30
}

example.org {
    forward . 1.2.3.4:53 {
        force_tcp
        max_concurrent 1000
    }
    loop
    errors
    cache 30
}
`;

const CUSTOM = '.:53 {\n  errors # mine\n  kubernetes cluster.local\n\n  forward . 192.0.2.1\n}\n';

describe('migrateCorefile', () => {
  it('does release by release what the reference does', () => {
    expect(migrateCorefile(OLD, '1.1.4', '1.14.2').corefile).equal(MIGRATED);
  });

  it('says what it changes, each with the release that needs it', () => {
    const { changes } = migrateCorefile(OLD, '1.1.4', '1.14.2');
    expect(changes.map((change) => change.split(':')[0])).deep.equal([
      '1.2.0',
      '1.2.1',
      '1.4.0',
      '1.5.0',
      '1.5.0',
      '1.5.0',
      '1.6.5',
      '1.7.0',
      '1.7.1',
      '1.8.0',
      '1.8.0',
    ]);
  });

  it('keeps a text to the letter where nothing has to change', () => {
    for (const from of ['1.8.0', 'v1.13.1', '1.14.2']) {
      expect(migrateCorefile(CUSTOM, from, 'v1.14.2'), from).deep.equal({ corefile: CUSTOM, changes: [], unknown: [] });
    }
  });

  it('leaves what it does not know as it is, and tells once which release does not know it', () => {
    const text =
      '.:53 {\n    template ANY ANY {\n        answer x\n    }\n    forward . 192.0.2.1 {\n        next NXDOMAIN\n    }\n}\n';
    const { corefile, unknown } = migrateCorefile(text, '1.11.3', '1.14.2');
    expect(corefile).equal(text);
    expect(unknown).deep.equal([{ plugin: 'template', release: '1.11.4' }]);
    expect(migrateCorefile(text, '1.11.1', '1.14.2').unknown).deep.include({
      plugin: 'forward',
      option: 'next',
      release: '1.11.3',
    });
  });

  it('knows what was removed on the way when a step took it out', () => {
    expect(migrateCorefile('.:53 {\n    proxy . 192.0.2.1\n}\n', '1.4.0', '1.14.2').unknown).deep.equal([]);
    expect(migrateCorefile('.:53 {\n    proxy . 192.0.2.1\n}\n', '1.6.7', '1.14.2').unknown).deep.equal([
      { plugin: 'proxy', release: '1.6.9' },
    ]);
  });

  it('changes nothing on the way back to an older release, and names what that does not know', () => {
    const text = '.:53 {\n    forward . 192.0.2.1 {\n        failfast_all_unhealthy_upstreams\n    }\n}\n';
    expect(migrateCorefile(text, '1.14.2', '1.11.3')).deep.equal({
      corefile: text,
      changes: [],
      unknown: [{ plugin: 'forward', option: 'failfast_all_unhealthy_upstreams', release: '1.11.3' }],
    });
  });

  it('takes addresses in hosts for what they are', () => {
    const text = '.:53 {\n    hosts {\n        192.0.2.1 a b\n        2001:db8::1 c\n        fallthrough\n    }\n}\n';
    expect(migrateCorefile(text, '1.13.0', '1.14.2').unknown).deep.equal([]);
  });

  it('refuses what it cannot move by rules, and blocks that do not fit together', () => {
    const odd = 'a:53 b:53 {\n    forward c.example 192.0.2.1\n}\n';
    expect(() => migrateCorefile(odd, '1.3.1', '1.14.2')).throw(SyntaxError, 'c.example');
    expect(() => migrateCorefile('.:53 {\n', '1.13.0', '1.14.2')).throw(SyntaxError, 'not closed');
    expect(() => migrateCorefile('}\n', '1.13.0', '1.14.2')).throw(SyntaxError, 'not opened');
  });

  it('does not lose blocks inside of blocks: it refuses to migrate them, and keeps them where nothing has to change', () => {
    const deep = '.:53 {\n    forward . 192.0.2.1\n    mine {\n        a {\n            b\n        }\n    }\n}\n';
    expect(() => migrateCorefile(deep, '1.6.7', '1.14.2')).throw(SyntaxError, 'blocks inside of blocks');
    expect(migrateCorefile(deep, '1.13.0', '1.14.2').corefile).equal(deep);
  });
});
