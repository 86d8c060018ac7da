import { createServer as createPlainServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect } from 'chai';
import { describeError, KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { connectCluster } from '../../../pkg/kube/connect-cluster.ts';
import {
  createTestAuthority,
  testKubeconfig,
  type IssueOptions,
  type TestAuthority,
} from '../../support/api-server/test-authority.ts';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureAt(kubeconfig: string): Promise<KubeadmError> {
  const client = await connectCluster({ kubeconfig, requestTimeoutMs: 200 });
  const error: unknown = await client.getPath('/livez').then(
    () => undefined,
    (reason: unknown) => reason,
  );
  client.close();
  expect(error).to.be.instanceOf(KubeadmError);
  return error as KubeadmError;
}

describe('A connection that fails', () => {
  let authority: TestAuthority;
  const servers: Server[] = [];

  before(async () => {
    authority = await createTestAuthority();
  });

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const start = async (server: Server): Promise<string> => {
    servers.push(server);
    return listening(server);
  };

  it('because nothing listens says that, and where to look', async () => {
    const server = createServer();
    const url = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const error = await failureAt(testKubeconfig(url, authority.cert));
    expect(error.code).to.equal('api-unreachable');
    expect(error.message).to.contain(url).and.contain('refused');
    expect(error.hint).to.contain('kube-apiserver');
  });

  it('because nobody answers says for how long it waited', async () => {
    const error = await failureAt(testKubeconfig(await start(createServer(() => undefined)), authority.cert));
    expect(error.code).to.equal('api-unreachable');
    expect(error.message).to.contain('0.2 s');
  });

  it('because the name does not resolve says that', async () => {
    const error = await failureAt(testKubeconfig('https://kubeadm-ts.invalid:6443', authority.cert));
    expect(error.code).to.equal('api-unreachable');
    expect(error.message).to.match(/name|within/i);
  });

  it('because the server hangs up says that', async () => {
    const error = await failureAt(
      testKubeconfig(await start(createServer((socket) => socket.destroy())), authority.cert),
    );
    expect(error.code).to.equal('api-unreachable');
    expect(error.message).to.contain('closed the connection');
  });

  it('because the server does not speak TLS says that', async () => {
    const error = await failureAt(testKubeconfig(await start(createPlainServer()), authority.cert));
    expect(error.code).to.equal('api-tls');
  });

  const CERTIFICATES: readonly (readonly [title: string, options: IssueOptions, words: string, hint: string])[] = [
    ['has expired', { from: -500, to: -100 }, 'expired', 'clock'],
    ['is not valid yet', { from: 1000 }, 'not valid yet', 'clock'],
    ['is for another address', { sans: ['192.0.2.1'] }, 'not for that name or address', 'certSANs'],
  ];
  for (const [title, options, words, hint] of CERTIFICATES) {
    it(`because the certificate ${title} says that`, async () => {
      const serving = await authority.issue('api', { sans: ['127.0.0.1'], usages: ['server'], ...options });
      const error = await failureAt(testKubeconfig(await start(createTlsServer(serving)), authority.cert));
      expect(error.code).to.equal('api-tls');
      expect(error.message).to.contain(words);
      expect(error.hint).to.contain(hint);
    });
  }

  it('because the certificate comes from another cluster says that', async () => {
    const other = await createTestAuthority('other-ca');
    const serving = await other.issue('api', { sans: ['127.0.0.1'], usages: ['server'] });
    const error = await failureAt(testKubeconfig(await start(createTlsServer(serving)), authority.cert));
    expect(error.code).to.equal('api-tls');
    expect(error.hint).to.contain('certificate-authority-data');
  });
});

describe('A kubeconfig that cannot be used', () => {
  const ca = '-----BEGIN CERTIFICATE-----\nnot really\n-----END CERTIFICATE-----\n';
  const config = (change: (config: Record<string, unknown>) => void): string => {
    const parsed = JSON.parse(testKubeconfig('https://127.0.0.1:6443', ca)) as Record<string, unknown>;
    change(parsed);
    return JSON.stringify(parsed);
  };

  for (const [title, kubeconfig, words] of [
    ['is not YAML', 'clusters: [\nusers: {token: hunter2', 'well-formed'],
    ['is empty', '', 'well-formed'],
    ['is a list', '[]', 'names no cluster'],
    ['has no current context', config((parsed) => delete parsed['current-context']), 'names no cluster'],
    ['names a cluster that it does not have', config((parsed) => (parsed['clusters'] = [])), 'names no cluster'],
    ['names a user that it does not have', config((parsed) => (parsed['users'] = [])), 'names no user'],
    [
      'has a cluster without a server',
      config((parsed) => (parsed['clusters'] = [{ name: 'test', cluster: {} }])),
      'well-formed',
    ],
    ['has a server that is no address', testKubeconfig('127.0.0.1:6443', ca), 'not an'],
    ['has a plain http server', testKubeconfig('http://127.0.0.1:6443', ca), 'https'],
    ['has a damaged CA', testKubeconfig('https://127.0.0.1:6443', ca), 'damaged'],
  ] as const) {
    it(`because it ${title} is told before anything is sent`, async () => {
      const error: unknown = await connectCluster({ kubeconfig }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(KubeadmError).and.include({ code: 'kubeconfig-invalid' });
      expect(describeError(error)).to.contain(words).and.not.contain('hunter2');
    });
  }

  it('because its key does not fit its certificate is told before anything is sent', async () => {
    const authority = await createTestAuthority();
    const [one, other] = await Promise.all([authority.issue('one'), authority.issue('other')]);
    const kubeconfig = testKubeconfig('https://127.0.0.1:6443', authority.cert, { cert: one.cert, key: other.key });
    const error: unknown = await connectCluster({ kubeconfig }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'kubeconfig-invalid' });
    expect(describeError(error)).to.contain('tester').and.contain('fit together');
  });

  it('because a file that it names is missing is told before anything is sent', async () => {
    const kubeconfig = config(
      (parsed) => (parsed['users'] = [{ name: 'tester', user: { 'client-certificate': '/nowhere/client.crt' } }]),
    );
    const error: unknown = await connectCluster({ kubeconfig }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'kubeconfig-invalid' });
    expect(describeError(error)).to.contain('/nowhere/client.crt');
  });
});
