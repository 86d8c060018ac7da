import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { connectCluster } from '../../../pkg/kube/connect-cluster.ts';
import { startApiServer } from '../../support/api-server/api-server.ts';
import { createTestAuthority, testKubeconfig } from '../../support/api-server/test-authority.ts';

describe('A connection through a proxy', () => {
  it('is tunnelled, verified and authenticated as without one', async () => {
    const authority = await createTestAuthority();
    const serving = await authority.issue('api', { sans: ['api.test'], usages: ['server'] });
    const server = await startApiServer({ clientCa: authority.cert, ...serving });
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      // the proxy resolves a name that this machine does not know
      const upstream = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const pair = await authority.issue('admin', { organizations: ['system:masters'] });
    const client = await connectCluster({
      kubeconfig: testKubeconfig('https://api.test:6443', authority.cert, pair),
      env: { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    });
    const namespaces = await client.list('v1', 'Namespace');
    expect(namespaces.map((namespace) => namespace.metadata.name)).to.include('kube-system');
    expect(tunnels).to.deep.equal(['api.test:6443']);
    client.close();
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
  });
});
