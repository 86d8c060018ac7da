import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { generateKey } from '../../pkg/pki/generate-key.ts';
import type { RunningServer, ServerSecrets } from './server-under-test.ts';

/**
 * A real etcd and kube-apiserver from the folder that `KUBE_BIN` names, on free ports, in a temporary folder. There are
 * no controllers and no kubelet, so the admission plugin that wants service account tokens in Pods is off.
 *
 * @throws Error with the last lines of the log when it does not get ready within a minute
 */
export async function startRealApiServer(secrets: ServerSecrets): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-contract-'));
  const ports = await freePorts(3);
  const etcd = await startEtcd(folder, ports);
  const server = await startServer(folder, ports, secrets);
  const url = `https://127.0.0.1:${ports[0]}`;
  const close = async (): Promise<void> => {
    await stop(server.process);
    await stop(etcd.process);
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 60_000; !(await isReady(url, secrets)); await pause(100)) {
    if (Date.now() < deadline && server.process.exitCode === null && etcd.process.exitCode === null) continue;
    await close();
    throw new Error(`kube-apiserver did not get ready:\n${etcd.log()}\n${server.log()}`);
  }
  return { url, close };
}

interface Started {
  readonly process: ChildProcess;
  /** The last of what it said. */
  log(): string;
}

function start(program: string, args: readonly string[]): Started {
  const child = spawn(join(process.env['KUBE_BIN'] ?? '', program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let tail = '';
  // Also when a run is interrupted, nothing stays behind.
  process.once('exit', () => child.kill('SIGKILL'));
  child.on('error', (error) => (tail += error.message));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (tail = (tail + chunk).slice(-4000)));
  return { process: child, log: () => tail };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function startEtcd(folder: string, [, client, peer]: readonly number[]): Promise<Started> {
  const data = join(folder, 'etcd');
  await mkdir(data, { mode: 0o700 });
  const clients = `http://127.0.0.1:${client}`;
  const peers = `http://127.0.0.1:${peer}`;
  return start('etcd', [
    `--data-dir=${data}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]);
}

async function startServer(
  folder: string,
  [secure, client]: readonly number[],
  secrets: ServerSecrets,
): Promise<Started> {
  const accountKey = (await generateKey('RSA-2048')).export({ format: 'pem', type: 'pkcs1' }).toString();
  const files: Readonly<Record<string, string>> = {
    'ca.crt': secrets.authority.cert,
    'tls.crt': secrets.serving.cert,
    'tls.key': secrets.serving.key,
    'sa.key': accountKey,
    'tokens.csv': `${secrets.token},token-user,1,"token-group"\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
  const file = (name: string): string => join(folder, name);
  return start('kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${client}`,
    '--bind-address=127.0.0.1',
    // Loopback is refused as an advertised address; nobody connects to this one.
    '--advertise-address=192.0.2.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${secure}`,
    `--tls-cert-file=${file('tls.crt')}`,
    `--tls-private-key-file=${file('tls.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--token-auth-file=${file('tokens.csv')}`,
    '--enable-bootstrap-token-auth=true',
    '--authorization-mode=Node,RBAC',
    '--service-cluster-ip-range=10.96.0.0/12',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${file('sa.key')}`,
    `--service-account-key-file=${file('sa.key')}`,
    '--disable-admission-plugins=ServiceAccount',
  ]);
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function isReady(url: string, { authority, token }: ServerSecrets): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${token}` };
    const probe = request(`${url}/readyz`, { ca: authority.cert, headers, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.on('error', () => resolve(false));
    probe.on('timeout', () => probe.destroy());
    probe.end();
  });
}
