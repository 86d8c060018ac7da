import dns from 'node:dns';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import { httpGet } from '../../../pkg/host/network.ts';

describe('an answer that does not come in time', () => {
  const { lookup } = dns;
  let silent: Server;
  let port: number;

  before((done) => {
    silent = createServer().listen(0, '127.0.0.1', () => {
      ({ port } = silent.address() as AddressInfo);
      done();
    });
  });
  afterEach(() => {
    dns.lookup = lookup;
  });
  after(() => {
    silent.close();
  });

  const codeOf = async (host: string): Promise<string> => {
    const error = await httpGet(`https://${host}:${port}/`, { timeoutMs: 50 }).catch((reason: unknown) => reason);
    return (error as { readonly code: string }).code;
  };

  it('is the fault of the name server where it has told no address', async () => {
    dns.lookup = (() => undefined) as unknown as typeof dns.lookup;
    expect(await codeOf('lb.example.com')).to.equal('EAI_AGAIN');
  });

  it('is late where the name has an address', async () => {
    expect(await codeOf('localhost')).to.equal('ETIMEDOUT');
  });

  it('is late where no name had to be looked up', async () => {
    expect(await codeOf('127.0.0.1')).to.equal('ETIMEDOUT');
  });
});
