import { expect } from 'chai';
import { proxyFor } from '../../../pkg/net/proxy-env.ts';

const PROXY = 'http://proxy.test:3128';

function viaProxy(server: string, noProxy: string): boolean {
  return proxyFor(server, { HTTPS_PROXY: PROXY, NO_PROXY: noProxy }) !== undefined;
}

describe('rules of NO_PROXY', () => {
  it('uses no proxy unless the environment names one for https', () => {
    expect(proxyFor('https://api.test:6443', { HTTP_PROXY: PROXY })).to.equal(undefined);
    expect(proxyFor('https://api.test:6443', { HTTPS_PROXY: '' })).to.equal(undefined);
  });

  it('takes upper and lower case names, and adds a missing scheme', () => {
    expect(proxyFor('https://api.test:6443', { HTTPS_PROXY: PROXY })).to.equal(PROXY);
    expect(proxyFor('https://api.test:6443', { https_proxy: 'proxy.test:3128' })).to.equal(PROXY);
    expect(proxyFor('https://api.test', { HTTPS_PROXY: PROXY, no_proxy: 'api.test' })).to.equal(undefined);
  });

  it('never sends loopback through a proxy', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
      expect(viaProxy(`https://${host}:6443`, '')).to.equal(false);
  });

  for (const [server, noProxy, expected] of [
    ['https://192.0.2.10:6443', '', true],
    ['https://192.0.2.10:6443', '*', false],
    ['https://192.0.2.10:6443', '192.0.2.10', false],
    ['https://192.0.2.10:6443', ' 198.51.100.1 , 192.0.2.0/24 ', false],
    ['https://192.0.2.10:6443', '192.0.3.0/24', true],
    ['https://192.0.2.10:6443', '192.0.2.10:6443', false],
    ['https://192.0.2.10:6443', '192.0.2.10:443', true],
    ['https://192.0.2.10:6443', '192.0.2.0/33,nonsense/8,fd00::/8', true],
    ['https://[fd00::1]:6443', 'fd00::/64', false],
    ['https://[fd00::1]:6443', 'fd00::1', false],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
    ['https://api.example.test', 'example.test', false],
    ['https://example.test', 'example.test', false],
    ['https://api.example.test', '.example.test', false],
    ['https://example.test', '.example.test', true],
    ['https://api.example.test', '*.example.test', false],
    ['https://notexample.test', 'example.test', true],
    ['https://API.example.test', 'EXAMPLE.test', false],
  ] as const) {
    it(`${expected ? 'goes' : 'does not go'} through the proxy to ${server} with NO_PROXY="${noProxy}"`, () => {
      expect(viaProxy(server, noProxy)).to.equal(expected);
    });
  }
});
