import { expect } from 'chai';
import { parseAddress } from '../../../pkg/net/address.ts';
import {
  cidrContains,
  cidrSize,
  cidrsOverlap,
  nthAddress,
  parseCidr,
  parseCidrList,
  type Cidr,
} from '../../../pkg/net/cidr.ts';
import { apiServerServiceIP, dnsServiceIP } from '../../../pkg/net/service-address.ts';

const cidr = (text: string): Cidr => parseCidr(text)!;

describe('parseCidr', () => {
  it('masks host bits and takes leading zeros', () => {
    expect(cidr('10.96.5.7/12').text).to.equal('10.96.0.0/12');
    expect(cidr('010.244.0.0/16').text).to.equal('10.244.0.0/16');
    expect(cidr('fd00:10:244::5/56').text).to.equal('fd00:10:244::/56');
    expect(cidr('1.2.3.4/0').text).to.equal('0.0.0.0/0');
  });

  for (const text of [
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/-1',
    '10.0.0.0/ 8',
    '/8',
    'x/8',
    '10.0.0.0/8/8',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseCidr(text)).to.equal(undefined));
  }

  it('reads lists without blanks only', () => {
    expect(parseCidrList('10.0.0.0/8,fd00::/64')?.map((each) => each.family)).to.deep.equal([4, 6]);
    expect(parseCidrList('10.0.0.0/8, fd00::/64')).to.equal(undefined);
    expect(parseCidrList('10.0.0.0/8,')).to.equal(undefined);
  });
});

describe('ranges', () => {
  it('have sizes and addresses', () => {
    expect(cidrSize(cidr('10.0.0.0/29'))).to.equal(8n);
    expect(cidrSize(cidr('fd00::/64'))).to.equal(2n ** 64n);
    expect(nthAddress(cidr('10.0.0.0/29'), 7)).to.equal('10.0.0.7');
    expect(nthAddress(cidr('10.0.0.0/29'), 8)).to.equal(undefined);
  });

  it('contain and overlap', () => {
    expect(cidrContains(cidr('10.0.0.0/8'), parseAddress('10.255.0.1')!)).to.equal(true);
    expect(cidrContains(cidr('10.0.0.0/8'), parseAddress('11.0.0.0')!)).to.equal(false);
    expect(cidrContains(cidr('::/0'), parseAddress('10.0.0.1')!)).to.equal(false);
    expect(cidrsOverlap(cidr('10.0.0.0/8'), cidr('10.1.0.0/16'))).to.equal(true);
    expect(cidrsOverlap(cidr('10.0.0.0/16'), cidr('10.1.0.0/16'))).to.equal(false);
  });

  it('hold the addresses that Kubernetes reserves, in the first service CIDR', () => {
    expect(dnsServiceIP('10.96.0.0/12')).to.equal('10.96.0.10');
    expect(apiServerServiceIP('10.96.0.0/16,fd00::/112')).to.equal('10.96.0.1');
    expect(dnsServiceIP('fd00:10:96::/112,10.96.0.0/16')).to.equal('fd00:10:96::a');
    expect(dnsServiceIP('x')).to.equal(undefined);
  });
});
