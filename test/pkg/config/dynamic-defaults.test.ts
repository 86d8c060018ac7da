import { expect } from 'chai';
import { advertiseAddress } from '../../../pkg/config/defaults/advertise-address.ts';
import { criSocket } from '../../../pkg/config/defaults/cri-socket.ts';
import type { NetworkInterface } from '../../../pkg/host/host.ts';
import { initYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const V4_ROUTES =
  'Iface\tDestination\tGateway\tFlags\neth0\t0000A8C0\t00000000\t0001\neth0\t00000000\t0100A8C0\t0003\n';
const ZERO = '0'.repeat(32);
const V6_ROUTES = `${ZERO} 00 ${ZERO} 00 ${ZERO} ffffffff 00000001 00000000 00200200 lo\n${ZERO} 00 ${ZERO} 00 fe800000000000000000000000000001 00000400 1 0 00000003 eth0\n`;

const network = (name: string, ...addresses: string[]): NetworkInterface => ({
  name,
  up: true,
  loopback: name === 'lo',
  addresses: addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
});

const addressFor = (given: string, files: Readonly<Record<string, string>>, ...interfaces: NetworkInterface[]) =>
  advertiseAddress({ readFile: async (path) => files[path], interfaces: () => interfaces }, given);

describe('advertiseAddress', () => {
  const v4 = { '/proc/net/route': V4_ROUTES };
  const both = { ...v4, '/proc/net/ipv6_route': V6_ROUTES };

  it('takes the first global address of the interface with the default route', async () => {
    expect(
      await addressFor('', v4, network('lo', '127.0.0.1'), network('eth0', '169.254.0.5', '192.168.0.7', '10.0.0.1')),
    ).to.include({ value: '192.168.0.7' });
    expect(await addressFor('0.0.0.0', v4, network('eth1', '10.0.0.1'), network('eth0', '192.168.0.7'))).to.include({
      value: '192.168.0.7',
    });
  });

  it('prefers IPv4, and IPv6 where :: was given', async () => {
    const eth0 = network('eth0', 'fe80::1', '2001:db8::7', '192.168.0.7');
    expect(await addressFor('', both, eth0)).to.include({ value: '192.168.0.7' });
    expect(await addressFor('::', both, eth0)).to.include({ value: '2001:db8::7' });
    expect(await addressFor('', { '/proc/net/ipv6_route': V6_ROUTES }, eth0)).to.include({ value: '2001:db8::7' });
  });

  it('looks on the loopback interface where the others have link-local addresses only', async () => {
    expect(await addressFor('', v4, network('lo', '127.0.0.1', '10.9.9.9'), network('eth0', '169.254.0.5'))).to.include(
      { value: '10.9.9.9' },
    );
    expect(await addressFor('127.0.0.1', v4, network('lo', '127.0.0.1', '10.9.9.9'))).to.include({ value: '10.9.9.9' });
  });

  it('gives up where there is no address', async () => {
    expect(await addressFor('', v4, network('lo', '127.0.0.1'), network('eth0'))).to.have.property('wrong');
    expect(await addressFor('::1', v4, network('lo', '127.0.0.1'))).to.have.property('wrong');
  });

  it('passes over interfaces that are down', async () => {
    expect(await addressFor('', v4, { ...network('eth0', '192.168.0.7'), up: false })).to.have.property('wrong');
  });

  it('stands in with 0.0.0.0 and a warning where no route leads out, and init refuses that', async () => {
    const found = await addressFor('', {}, network('eth0', '192.168.0.7'));
    expect(found).to.include({ value: '0.0.0.0' });
    expect(found.warnings).to.have.length(1);
    const failure = await failureOf(loadText(initYaml(), { machine: { files: { '/proc/net/route': 'Iface\n' } } }));
    expect(failure.message).to.match(/cannot be reached at 0\.0\.0\.0/);
  });
});

describe('criSocket', () => {
  const socketFor = (given: string, live: readonly string[], detect = true) =>
    criSocket({ socketAnswers: async (path) => live.includes(path) }, given, detect);

  it('takes the one that answers', async () => {
    expect(await socketFor('', ['/var/run/crio/crio.sock'])).to.include({ value: 'unix:///var/run/crio/crio.sock' });
  });

  it('assumes containerd where none answers, and where nobody looks', async () => {
    const containerd = { value: 'unix:///var/run/containerd/containerd.sock' };
    expect(await socketFor('', [])).to.include(containerd);
    expect(await socketFor('', ['/var/run/crio/crio.sock'], false)).to.include(containerd);
  });

  it('asks to choose where several answer, with the flag that does', async () => {
    const found = await socketFor('', ['/var/run/crio/crio.sock', '/var/run/cri-dockerd.sock']);
    expect(found.wrong).to.match(/crio\.sock, .*cri-dockerd\.sock/);
    expect(found)
      .to.have.property('hint')
      .that.matches(/--cri-socket/);
  });

  for (const docker of ['unix:///var/run/docker.sock', '/run/docker.sock', 'unix:/var/run/docker.sock']) {
    it(`refuses ${docker}, and names cri-dockerd`, async () => {
      const found = await socketFor(docker, []);
      expect(found.wrong).to.match(/Docker Engine/);
      expect(found)
        .to.have.property('hint')
        .that.matches(/cri-dockerd/);
    });
  }

  it('adds a missing scheme with a warning, and refuses others', async () => {
    expect(await socketFor('/run/c.sock', []))
      .to.deep.include({ value: 'unix:///run/c.sock' })
      .and.have.property('warnings')
      .with.length(1);
    expect(await socketFor('unixfoo', [])).to.have.property('wrong');
  });
});
