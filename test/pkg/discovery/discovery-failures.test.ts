import { createServer as createPlainServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect } from 'chai';
import type { HttpResult } from '../../../pkg/host/host.ts';
import { httpGet } from '../../../pkg/host/network.ts';
import { startJoinableCluster } from '../../support/api-server/joinable-cluster.ts';
import { createTestAuthority, type TestAuthority } from '../../support/api-server/test-authority.ts';
import { failureOf } from '../../support/failure.ts';
import { byToken, discovering, discoveringMachine } from './discovering-machine.ts';
import { failing, PIN } from './failing.ts';

const raising = (code: string, message = code) => ({
  httpGet: (): Promise<HttpResult> => Promise.reject(Object.assign(new Error(message), { code })),
});

const answering = (status: number, body: string, contentType = 'text/html') => ({
  httpGet: async (): Promise<HttpResult> => ({ status, body, headers: { 'content-type': contentType } }),
});

const status = (code: number, reason: string, message: string) =>
  answering(
    code,
    JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code }),
    'application/json',
  );

describe('a discovery that fails', () => {
  const servers: Server[] = [];
  let authority: TestAuthority;

  before(async () => {
    authority = await createTestAuthority();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const listening = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  describe('because of the way there', () => {
    it('says that nothing listens, and keeps looking for the whole time', async () => {
      const server = createServer();
      const endpoint = await listening(server);
      await new Promise((resolve) => server.close(resolve));
      const { code, text, seconds } = await failing(endpoint);
      expect(code).to.equal('discovery-refused');
      expect(text).to.contain(`https://${endpoint}: nothing listens there`).and.contain('(tried for 10s)');
      expect(text).to.contain('port').and.contain('crictl ps -a --name kube-apiserver');
      expect(seconds).to.be.within(9, 12);
    });

    it('goes on when the server comes up meanwhile', async () => {
      const cluster = await startJoinableCluster();
      let looks = 0;
      const machine = discoveringMachine({
        httpGet: (url, options) => {
          looks += 1;
          return looks < 5 ? raising('ECONNREFUSED').httpGet() : httpGet(url, options);
        },
      });
      const discovery = byToken({ apiServerEndpoint: cluster.endpoint, caCertHashes: [cluster.pin] });
      expect((await discovering(machine, discovery)).server).to.equal(cluster.url);
      expect(looks).to.equal(6);
      await cluster.close();
    });

    it('looks often at first, and then once a second', async () => {
      const looks: number[] = [];
      const machine = discoveringMachine({
        httpGet: () => {
          looks.push(machine.now().getTime());
          return raising('ECONNREFUSED').httpGet();
        },
      });
      await failureOf(discovering(machine, byToken({ apiServerEndpoint: 'x:1', caCertHashes: [PIN] }), 20_000));
      const pauses = looks.slice(1).map((time, index) => time - (looks[index] ?? 0));
      expect(pauses[0]).to.equal(250);
      expect(pauses.at(-1)).to.equal(1000);
      expect(pauses).to.deep.equal([...pauses].sort((one, other) => one - other));
    });

    for (const [code, expected, words] of [
      ['ENOTFOUND', 'discovery-name-unresolved', ['does not resolve', 'getent hosts', '/etc/hosts']],
      ['EAI_AGAIN', 'discovery-name-unresolved', ['name server does not answer', '/etc/resolv.conf']],
      ['ETIMEDOUT', 'discovery-unreachable', ['no answer came in time', 'firewalls']],
      ['EHOSTUNREACH', 'discovery-unreachable', ['no route leads to that host', 'ip route get']],
      ['ENETUNREACH', 'discovery-unreachable', ['no route leads to that network', 'ip route get']],
      ['ECONNRESET', 'discovery-closed', ['connection was closed before an answer', 'kube-apiserver']],
      ['EWHATEVER', 'discovery-unreachable', ['EWHATEVER', 'firewalls']],
    ] as const) {
      it(`tells ${code} apart, and keeps looking`, async () => {
        const failure = await failing('cluster.example.com:6443', raising(code));
        expect(failure.code).to.equal(expected);
        for (const word of ['https://cluster.example.com:6443', ...words]) expect(failure.text).to.contain(word);
        expect(failure.seconds).to.be.greaterThan(9);
      });
    }

    it('knows an answer that does not come for what it is', async () => {
      const endpoint = await listening(createServer(() => undefined));
      const error: unknown = await httpGet(`https://${endpoint}/`, { timeoutMs: 50 }).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.have.property('code', 'ETIMEDOUT');
      const failure = await failing(endpoint, { httpGet: () => Promise.reject(error) });
      expect(failure.code).to.equal('discovery-silent');
      for (const word of ['takes the connection', 'etcd', 'load balancer']) expect(failure.text).to.contain(word);
    });

    it('knows a server that hangs up', async () => {
      const endpoint = await listening(createServer((socket) => socket.destroy()));
      expect((await failing(endpoint, { timeoutMs: 1_000 })).code).to.equal('discovery-closed');
    });

    it('mentions a proxy of the environment that is not used, without its password', async () => {
      const env = { HTTPS_PROXY: 'http://jane:hidden@proxy.example.com:3128' };
      const { text } = await failing('cluster.example.com:6443', { ...raising('EHOSTUNREACH'), env });
      expect(text).to.contain('proxy http://proxy.example.com:3128').and.contain('NO_PROXY').and.not.contain('hidden');
      const direct = await failing('cluster.example.com:6443', {
        ...raising('EHOSTUNREACH'),
        env: { ...env, NO_PROXY: '.example.com' },
      });
      expect(direct.text).not.to.contain('proxy.example.com');
    });
  });

  describe('because of who answers', () => {
    it('knows a plain HTTP server at once', async () => {
      const endpoint = await listening(createPlainServer((_, response) => response.end('hello')));
      const { code, text, seconds } = await failing(endpoint);
      expect(code).to.equal('discovery-not-tls');
      expect(text).to.contain('does not speak TLS').and.contain('port');
      expect(seconds).to.equal(0);
    });

    it('knows a server that speaks first, as SSH does', async () => {
      const endpoint = await listening(createServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.2p1\r\n')));
      expect((await failing(endpoint)).code).to.equal('discovery-not-tls');
    });

    it('knows a TLS server that wants a client certificate, as etcd does', async () => {
      const pair = await authority.issue('etcd', { sans: ['127.0.0.1'], usages: ['server'] });
      const server = createTlsServer({ ...pair, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
      server.on('tlsClientError', () => undefined);
      const { code, text, seconds } = await failing(await listening(server));
      expect(code).to.equal('discovery-tls');
      expect(text).to.contain('TLS handshake failed').and.contain('another program');
      expect(seconds).to.equal(0);
    });

    for (const [title, answer, code, words] of [
      ['a web page', answering(200, '<html>'), 'discovery-not-kubernetes', 'HTTP 200 with text/html'],
      ['a page that was not found', answering(404, 'no such page'), 'discovery-not-kubernetes', 'HTTP 404'],
      ['a kubelet', answering(401, 'Unauthorized', 'text/plain'), 'discovery-not-kubernetes', 'text/plain'],
      ['a redirect', answering(302, ''), 'discovery-not-kubernetes', 'HTTP 302'],
      ['JSON of another kind', answering(200, '{"kind":"Pod"}'), 'discovery-not-kubernetes', 'not the API server'],
      ['a list instead of an object', answering(200, '[]'), 'discovery-not-kubernetes', 'not the API server'],
      [
        'a server without anonymous access',
        status(401, 'Unauthorized', 'Unauthorized'),
        'discovery-anonymous-refused',
        '--anonymous-auth=false',
      ],
    ] as const) {
      it(`knows ${title} at once`, async () => {
        const failure = await failing('cluster.example.com:6443', answer);
        expect(failure.code).to.equal(code);
        expect(failure.text).to.contain(words).and.contain('https://cluster.example.com:6443');
        expect(failure.seconds).to.equal(0);
      });
    }

    for (const [title, answer, code, words] of [
      [
        'has no cluster-info yet',
        status(404, 'NotFound', 'not found'),
        'discovery-cluster-info-missing',
        'bootstrap-token',
      ],
      [
        'does not show it yet',
        status(403, 'Forbidden', 'forbidden'),
        'discovery-cluster-info-forbidden',
        'bootstrap-token',
      ],
      ['is starting', status(503, 'ServiceUnavailable', 'starting'), 'discovery-not-ready', 'HTTP 503: starting'],
      ['has too much to do', status(429, 'TooManyRequests', 'busy'), 'discovery-not-ready', 'HTTP 429'],
      ['has nobody behind its load balancer', answering(502, '<html>'), 'discovery-not-ready', 'load balancer'],
    ] as const) {
      it(`keeps looking while a server ${title}`, async () => {
        const failure = await failing('cluster.example.com:6443', answer);
        expect(failure.code).to.equal(code);
        expect(failure.text).to.contain(words);
        expect(failure.seconds).to.be.greaterThan(9);
      });
    }
  });
});
