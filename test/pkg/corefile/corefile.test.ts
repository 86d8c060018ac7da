import { expect } from 'chai';
import { parseCorefile, printCorefile } from '../../../pkg/corefile/corefile.ts';
import { isStockCorefile } from '../../../pkg/corefile/stock-corefile.ts';

const option = (name: string, ...args: readonly string[]) => ({ name, args });

describe('parseCorefile', () => {
  it('reads servers, plugins and options; comments are no part of it', () => {
    const text = '# mine\n.:53 example.org {\n  log . {\n    class "denial error" # all\n  }\n  reload\n}\n';
    expect(parseCorefile(text)).deep.equal({
      servers: [
        {
          keys: ['.:53', 'example.org'],
          plugins: [
            { name: 'log', args: ['.'], options: [option('class', 'denial error')] },
            { name: 'reload', args: [], options: [] },
          ],
        },
      ],
    });
  });

  it('reads quotes in quotes, braces in quotes, and a number sign inside of a word', () => {
    const [server] = parseCorefile('. {\n  a "x \\"y\\"" "{" b#c\n}\n').servers;
    expect(server?.plugins[0]?.args).deep.equal(['x "y"', '{', 'b#c']);
  });

  it('does not take a text with a quote that does not end', () => {
    expect(() => parseCorefile('. {\n a "b\n}')).throw(SyntaxError);
  });
});

describe('printCorefile', () => {
  it('prints what reads the same again', () => {
    const text = '. {\n    a "x \\"y\\"" "{"\n    b {\n        c 1\n    }\n}\n\nexample.org {\n    d\n}\n';
    expect(printCorefile(parseCorefile(text))).equal(text);
  });
});

describe('isStockCorefile', () => {
  const OF_1_17 = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes my.domain in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /run/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`;

  it('knows the defaults of earlier releases, whatever domain and resolvers are', () => {
    expect(isStockCorefile(OF_1_17)).equal(true);
    expect(
      isStockCorefile(OF_1_17.replace(/forward.*/, 'forward . /etc/resolv.conf {\n max_concurrent 1000\n }')),
    ).equal(true);
    expect(isStockCorefile(OF_1_17.replace(/health \{[^}]*\}/, 'health'))).equal(true);
  });

  it('does not take for a default what somebody edited', () => {
    for (const edit of ['cache 60', 'cache 30\n    log', 'cache 30 {\n disable success my.domain\n }']) {
      expect(isStockCorefile(OF_1_17.replace('cache 30', edit)), edit).equal(false);
    }
    expect(isStockCorefile(`${OF_1_17}example.org {\n forward . 192.0.2.1\n}\n`)).equal(false);
    expect(isStockCorefile(OF_1_17.replace('.:53', '.:5353'))).equal(false);
    expect(isStockCorefile('.:53 {')).equal(false);
  });
});
