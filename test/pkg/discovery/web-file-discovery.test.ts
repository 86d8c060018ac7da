import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { expect } from 'chai';
import type { HttpResult } from '../../../pkg/host/host.ts';
import { httpGet } from '../../../pkg/host/network.ts';
import { startJoinableCluster, type JoinableCluster } from '../../support/api-server/joinable-cluster.ts';
import { createTestAuthority, type TestPair } from '../../support/api-server/test-authority.ts';
import { failureOf } from '../../support/failure.ts';
import { byFile, discovering, discoveringMachine } from './discovering-machine.ts';
import { base64, kubeconfig, pairData } from './kubeconfig-text.ts';

describe('discovery with a file from a web server', () => {
  let cluster: JoinableCluster;
  let trusted: object;
  let admin: TestPair;
  const web: Server[] = [];
  let text: string;
  let url: string;
  let bundle: Readonly<Record<string, string>>;

  before(async () => {
    cluster = await startJoinableCluster();
    trusted = { server: cluster.url, 'certificate-authority-data': base64(cluster.authority.cert) };
    admin = await cluster.authority.issue('kubernetes-admin', { organizations: ['system:masters'] });
    const webAuthority = await createTestAuthority('web');
    const pair = await webAuthority.issue('www.example.com', { sans: ['127.0.0.1'], usages: ['server'] });
    bundle = { '/etc/pki/tls/certs/ca-bundle.crt': webAuthority.cert };
    text = kubeconfig(trusted, pairData(admin));
    const server = createHttpsServer(pair, (request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/discovery.conf' }).end();
      else if (request.url === '/downgraded') response.writeHead(302, { location: 'http://127.0.0.1/x' }).end();
      else if (request.url?.startsWith('/discovery.conf') === true) response.end(text);
      else response.writeHead(404).end();
    });
    web.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    web.forEach((server) => server.close());
    await cluster.close();
  });

  it('is taken when the system trusts it', async () => {
    const machine = discoveringMachine({ files: bundle });
    expect((await discovering(machine, byFile(`${url}/discovery.conf`))).server).to.equal(cluster.url);
    expect((await discovering(machine, byFile(`${url}/moved`))).server).to.equal(cluster.url);
  });

  it('is taken when SSL_CERT_FILE names its authority', async () => {
    const files = { '/opt/web.pem': Object.values(bundle)[0] ?? '' };
    const machine = discoveringMachine({ files, env: { SSL_CERT_FILE: '/opt/web.pem' } });
    expect((await discovering(machine, byFile(`${url}/discovery.conf`))).server).to.equal(cluster.url);
  });

  it('is not taken from a stranger', async () => {
    const failure = await failureOf(discovering(discoveringMachine(), byFile(`${url}/discovery.conf?key=hidden`)));
    expect(failure.code).to.equal('discovery-certificate-untrusted');
    expect(failure.message).to.contain(`${url}/discovery.conf`).and.not.contain('hidden');
    expect(failure.hint).to.contain('update-ca-certificates').and.contain('SSL_CERT_FILE');
  });

  it('is not followed to where anybody could change the answer', async () => {
    const failure = await failureOf(discovering(discoveringMachine({ files: bundle }), byFile(`${url}/downgraded`)));
    expect(failure.code).to.equal('discovery-file-location');
  });

  it('says when it is not there', async () => {
    const failure = await failureOf(discovering(discoveringMachine({ files: bundle }), byFile(`${url}/other`)));
    expect(failure.code).to.equal('discovery-file-missing');
    expect(failure.message).to.contain('HTTP 404');
  });

  it('says how it cannot be reached, and that no proxy is used', async () => {
    const env = { HTTPS_PROXY: 'http://proxy.example.com:3128' };
    const down = (): Promise<HttpResult> => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    const failure = await failureOf(
      discovering(discoveringMachine({ env, httpGet: down }), byFile('https://web.example.com/x')),
    );
    expect(failure.message)
      .to.contain('cannot fetch the discovery file https://web.example.com/x')
      .and.contain('does not resolve');
    expect(failure.message).to.contain('proxy.example.com').and.not.contain('API server');
    expect(failure.hint).to.contain('curl -v');
  });

  it('waits ten seconds for it, and no longer', async () => {
    let timeoutMs: number | undefined;
    const machine = discoveringMachine({
      files: bundle,
      httpGet: (asked, options) => {
        timeoutMs ??= options?.timeoutMs;
        return httpGet(asked, options);
      },
    });
    await discovering(machine, byFile(`${url}/discovery.conf`));
    expect(timeoutMs).to.equal(10_000);
  });

  it('may not name files of this machine by relative paths', async () => {
    const named = { server: cluster.url, 'certificate-authority': 'ca.crt' };
    const saved = text;
    text = kubeconfig(named, pairData(admin));
    const failure = await failureOf(
      discovering(discoveringMachine({ files: bundle }), byFile(`${url}/discovery.conf`)),
    );
    text = saved;
    expect(failure.code).to.equal('discovery-file-invalid');
    expect(failure.message).to.contain('ca.crt').and.contain('no folder');
  });
});
