import { expect } from 'chai';
import { proxyFor } from '../../../pkg/net/proxy-env.ts';

const PROXY = 'http://proxy:3128';
const through = (url: string, noProxy = ''): boolean =>
  proxyFor(url, { HTTPS_PROXY: PROXY, http_proxy: PROXY, NO_PROXY: noProxy }) === PROXY;

describe('proxyFor', () => {
  it('goes by the scheme, and by names in capitals or not', () => {
    expect(proxyFor('https://a', { HTTPS_PROXY: PROXY })).to.equal(PROXY);
    expect(proxyFor('https://a', { https_proxy: PROXY })).to.equal(PROXY);
    expect(proxyFor('http://a', { HTTPS_PROXY: PROXY })).to.equal(undefined);
    expect(proxyFor('https://a', {})).to.equal(undefined);
    expect(proxyFor('ftp://a', { HTTP_PROXY: PROXY })).to.equal(undefined);
  });

  it('never goes through a proxy to this machine', () => {
    for (const url of ['https://localhost:6443', 'https://127.0.0.1', 'https://[::1]:6443'])
      expect(through(url), url).to.equal(false);
  });

  const cases: readonly (readonly [string, string, boolean])[] = [
    ['https://a.example.com', '*', false],
    ['https://a.example.com', 'example.com', false],
    ['https://example.com', 'example.com', false],
    ['https://notexample.com', 'example.com', true],
    ['https://example.com', '.example.com', true],
    ['https://a.example.com', '.example.com', false],
    ['https://a.example.com', '*.example.com', false],
    ['https://A.Example.com', 'x, EXAMPLE.com ', false],
    ['https://10.1.2.3:6443', '10.0.0.0/8', false],
    ['https://11.1.2.3:6443', '10.0.0.0/8', true],
    ['https://10.1.2.3:6443', '10.1.2.3', false],
    ['https://10.1.2.3:6443', '10.1.2.3:6443', false],
    ['https://10.1.2.3:6443', '10.1.2.3:443', true],
    ['https://a.com', 'a.com:443', false],
    ['https://[fd00::5]:6443', 'fd00::/8', false],
    ['https://[fd00::5]:6443', '[fd00::5]:6443', false],
    ['https://a.com', ',,', true],
  ];
  for (const [url, noProxy, expected] of cases)
    it(`${expected ? 'uses' : 'avoids'} the proxy for ${url} with NO_PROXY=${noProxy}`, () =>
      expect(through(url, noProxy)).to.equal(expected));
});
