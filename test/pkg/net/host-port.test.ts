import { expect } from 'chai';
import { bracketed, joinHostPort, parsePort, splitHostPort } from '../../../pkg/net/host-port.ts';
import {
  controlPlaneEndpointUrl,
  controlPlaneHost,
  controlPlaneHostPort,
  localEndpoint,
} from '../../../pkg/net/endpoint.ts';
import { exampleConfig } from '../../support/example-config.ts';

describe('splitHostPort', () => {
  const good: readonly (readonly [string, string, string])[] = [
    ['a:1', 'a', '1'],
    ['a:', 'a', ''],
    [':1', '', '1'],
    ['[::1]:80', '::1', '80'],
    ['1.2.3.4:http', '1.2.3.4', 'http'],
  ];
  for (const [text, host, port] of good)
    it(`takes ${text} apart`, () => expect(splitHostPort(text)).to.deep.equal({ host, port }));
  for (const text of ['a', '', '::1', 'fd00::1:80', '[::1]', '[::1]80', '[::1', 'a]:1', 'a:[1'])
    it(`refuses ${JSON.stringify(text)}`, () => expect(splitHostPort(text)).to.equal(undefined));
});

describe('ports and brackets', () => {
  it('know which numbers are ports', () => {
    expect(['1', '65535', '06443', '0', '65536', '-1', 'http', '', '1.5', ' 1'].map(parsePort)).to.deep.equal([
      1,
      65535,
      6443,
      ...Array<undefined>(7).fill(undefined),
    ]);
  });

  it('put brackets around IPv6 only', () => {
    expect(['fd00::1', '[fd00::1]', '10.0.0.1', 'a.b'].map(bracketed)).to.deep.equal([
      '[fd00::1]',
      '[fd00::1]',
      '10.0.0.1',
      'a.b',
    ]);
    expect(joinHostPort('fd00::1', 6443)).to.equal('[fd00::1]:6443');
  });
});

describe('endpoints', () => {
  const v6 = exampleConfig({ localAPIEndpoint: { advertiseAddress: '2001:db8::10', bindPort: 7443 } });
  const ha = exampleConfig({ cluster: { controlPlaneEndpoint: 'lb.example.com:8443' } });

  it('are this machine where no control plane endpoint is set', () => {
    expect(localEndpoint(v6)).to.equal('https://[2001:db8::10]:7443');
    expect(controlPlaneEndpointUrl(v6)).to.equal('https://[2001:db8::10]:7443');
    expect(controlPlaneHost(v6)).to.equal(undefined);
  });

  it('are the control plane endpoint where it is set', () => {
    expect(localEndpoint(ha)).to.equal('https://192.0.2.10:6443');
    expect(controlPlaneEndpointUrl(ha)).to.equal('https://lb.example.com:8443');
    expect(controlPlaneHostPort(exampleConfig({ cluster: { controlPlaneEndpoint: '[fd00::1]:6443' } }))).to.equal(
      '[fd00::1]:6443',
    );
    expect(controlPlaneHost(ha)).to.equal('lb.example.com');
  });
});
