import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { httpGet } from '../../../pkg/host/network.ts';

describe('httpGet', () => {
  let server: Server | undefined;
  const serve = async (listener: RequestListener): Promise<string> => {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('follows a redirection once, and waits no longer for it than for all together', async () => {
    const url = await serve((request, response) => {
      // the second answer never comes
      if (request.url === '/first') setTimeout(() => response.writeHead(302, { location: '/second' }).end(), 150);
    });
    const startedAt = performance.now();
    const failure = await httpGet(`${url}/first`, { timeoutMs: 300 }).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'ETIMEDOUT');
    expect(performance.now() - startedAt).to.be.lessThan(420);
  });

  it('takes a redirection to nowhere for the answer', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: 'http://[' }).end());
    expect(await httpGet(url)).to.include({ status: 302 });
  });
});
