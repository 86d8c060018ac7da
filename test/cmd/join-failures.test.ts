import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import { expectFailure } from '../support/expect-failure.ts';
import type { JoiningMachineOptions } from '../support/joining-machine.ts';
import { freePort, SimulatedCluster } from '../support/simulated-cluster.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { events, type Outcome } from '../support/simulated-run.ts';

const READY = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
const DAY = 24 * 3_600_000;

describe('kubeadm-ts join that fails', () => {
  let cluster: SimulatedCluster;
  let machine: SimulatedMachine;
  before(async () => {
    cluster = await SimulatedCluster.start();
  });
  after(() => cluster?.close());

  /** `join` as a worker, with words of its own. */
  const join = (words: readonly string[], options: JoiningMachineOptions = {}): Promise<Outcome> => {
    machine = cluster.machine('worker1', options);
    return cluster.run(machine, ['join', ...words]);
  };
  const withToken = (token: string, endpoint = cluster.endpoint): readonly string[] => [
    endpoint,
    '--token',
    token,
    '--discovery-token-ca-cert-hash',
    cluster.pin,
  ];

  describe('before anything is changed, because', () => {
    afterEach(() => expect(machine.changes).deep.equal([]));

    it('the pin is wrong', async () => {
      const pin = `sha256:${'a'.repeat(64)}`;
      const outcome = await join([cluster.endpoint, '--token', cluster.token, '--discovery-token-ca-cert-hash', pin]);
      expectFailure(
        outcome,
        new RegExp(`not the pinned one: expected ${pin}, found ${cluster.pin}`),
        /do not take over/,
      );
    });

    it("the token's secret is wrong; it is not shown", async () => {
      const secret = 'wrongwrongwrong1';
      const id = cluster.token.slice(0, 6);
      const outcome = await join(withToken(`${id}.${secret}`));
      expectFailure(outcome, new RegExp(`secret of the token ${id}\\.\\*\\*\\* is wrong`), /kubeadm-ts token list/);
      expect(outcome.stderr).not.include(secret);
    });

    it('nobody knows the token', async () => {
      const outcome = await join(withToken('zzzzzz.0123456789abcdef'));
      expectFailure(outcome, /does not know the token zzzzzz\.\*\*\*/, /token create --print-join-command/);
    });

    it('nothing listens there', async () => {
      const outcome = await join(withToken(cluster.token, `127.0.0.1:${await freePort()}`));
      expectFailure(outcome, /connection refused\) \(tried for 300s\)$/, /kube-apiserver runs/);
    });

    it('the name does not resolve', async () => {
      const url = 'https://nowhere.example.com:6443/api/v1/namespaces/kube-public/configmaps/cluster-info';
      const error = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.example.com'), { code: 'ENOTFOUND' });
      const outcome = await join(withToken(cluster.token, 'nowhere.example.com:6443'), { http: { [url]: error } });
      expectFailure(outcome, /nowhere\.example\.com:6443: its name does not resolve/, /\/etc\/resolv\.conf/);
    });

    it('what listens there does not speak TLS', async () => {
      const port = await freePort();
      const server = await listening(port);
      try {
        const outcome = await join(withToken(cluster.token, `127.0.0.1:${port}`));
        expectFailure(outcome, /does not speak TLS, so it is no API server/, /check the port/);
      } finally {
        server.close();
      }
    });

    it('there is no token, and everything that is missing is said at once', async () => {
      expectFailure(
        await join([cluster.endpoint]),
        /2 things are wrong:\n {2}- --token: there is no token.*token create --print-join-command.*\n {2}- --discovery-token-ca-cert-hash: no hash/,
        /correct all that is named above/,
      );
    });

    it('there is no hash', async () => {
      const outcome = await join([cluster.endpoint, '--token', cluster.token]);
      expectFailure(outcome, /nobody can tell the cluster from an impostor/, /--discovery-token-unsafe-skip/);
    });

    it('nothing says which cluster', async () => {
      expectFailure(await join([]), /nothing says which cluster to join/, /join <host:port> --token/);
      expectFailure(
        await join(['--token', cluster.token]),
        /there is a token, but nothing says which/,
        /--discovery-file/,
      );
    });

    it('the files that it is told to use are not there', async () => {
      expectFailure(
        await join(['--discovery-file', '/no.conf']),
        /--discovery-file: there is no file/,
        /https:\/\/ URL/,
      );
      expectFailure(
        await join(['--config', '/no.yaml']),
        /\/no\.yaml cannot be read: there is no such file/,
        /--config/,
      );
      const patches = await cluster.join((machine = cluster.machine('worker1')), '--patches', '/no');
      expectFailure(patches, /the patches directory \/no does not exist/, /--patches/);
    });

    it('everything is malformed, and all of it is said at once', async () => {
      const flags = {
        '--token': 'ABC',
        '--discovery-token-ca-cert-hash': 'md5:xx',
        '--node-name': 'Bad_Name',
        '--cri-socket': 'tcp://x',
        '--certificate-key': 'zz',
        '--apiserver-advertise-address': 'nope',
        '--apiserver-bind-port': '99999',
      };
      const outcome = await join(['https://a:1', '--control-plane', ...Object.entries(flags).flat()]);
      expectFailure(outcome, /8 things are wrong:/, /correct all that is named above/);
      for (const name of [...Object.keys(flags), 'argument <host:port>'])
        expect(outcome.stderr, name).include(`  - ${name}: `);
    });

    it('the configuration file is wrong in several places, each of which is named', async () => {
      const text =
        'apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration: {nmae: x}\n' +
        'discovery:\n  bootstrapToken: {apiServerEndpoint: nowhere, token: abc, caCertHashes: ["md5:abc"]}\n';
      const outcome = await join(['--config', '/c.yaml'], { files: { '/c.yaml': text } });
      expectFailure(outcome, /3 things are wrong:(\n {2}- \/c\.yaml:5:\d+: .*){3}$/, /correct .* in \/c\.yaml/);
      expect(outcome.stderr).include(
        '/c.yaml:3:20: nodeRegistration.nmae: there is no such field (did you mean "name"?)',
      );
    });

    it('two clusters are named, or flags are mixed with a file', async () => {
      const outcome = await join([cluster.endpoint, cluster.endpoint]);
      expectFailure(outcome, /does not take the argument/, /--help/);
      const mixed = await join(['--config', '/c.yaml', '--control-plane'], { files: { '/c.yaml': '' } });
      expectFailure(mixed, /--config cannot be combined with .*control-plane/, /leave --config out/);
    });

    it('the machine is a node already, or was one', async () => {
      const outcome = await join(cluster.words, { files: { '/etc/kubernetes/kubelet.conf': '' } });
      expectFailure(
        outcome,
        /\[ERROR FileAvailable--etc-kubernetes-kubelet\.conf\]: this machine is, or was, a node/,
        /kubeadm-ts reset/,
      );
    });

    it('ports are taken; it says by whom', async () => {
      const ss = 'LISTEN 0 4096 *:10250 *:* users:(("nc",pid=812,fd=3))\n';
      const outcome = await join(cluster.words, { ports: { 10250: 'EADDRINUSE' }, commands: { ss } });
      expectFailure(outcome, /port 10250, which kubelet needs, is in use by nc \(pid 812\)/, /=Port-10250/);
    });

    it('a working Node has the name', async () => {
      const { store } = cluster.server;
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'taken' }, ...READY };
      store.create(node);
      machine = cluster.machine('taken');
      const outcome = await cluster.join(machine);
      expectFailure(outcome, /a Node named taken is in the cluster already, and it is Ready/, /--node-name/);
    });

    it('the token has expired', async () => {
      cluster.clock.ahead = DAY + 60_000;
      try {
        const outcome = await join(cluster.words);
        expectFailure(outcome, /does not know the token .*have expired/, /make a new token/);
      } finally {
        cluster.clock.ahead = 0;
        cluster = await anew(cluster);
      }
    });

    it('its clock is wrong; it says by how much', async () => {
      const ahead = await SimulatedCluster.start({ ahead: DAY + 2 * 3_600_000 + 30_000 });
      try {
        machine = ahead.machine('worker1');
        expectFailure(await ahead.join(machine), /clock is 1d 2h behind that of the API server/, /timedatectl/);
      } finally {
        await ahead.close();
      }
    });
  });

  it('tells a script the code and the hint in the last line', async () => {
    const { code, stdout } = await join([...withToken('zzzzzz.0123456789abcdef'), '-o', 'json']);
    expect(code).equal(1);
    const last = events(stdout).at(-1);
    expect(last).include({ type: 'error', code: 'discovery-token-unknown' });
    expect(last?.['hint']).include('token create --print-join-command');
  });

  it('warns of flags of control planes that have no effect on a worker', async () => {
    const { code, stderr } = await join([...cluster.words, '--certificate-key', 'a'.repeat(64)]);
    expect(code, stderr).equal(0);
    expect(stderr).include('without --control-plane this machine joins as a worker: --certificate-key has no effect');
  });
});

async function anew(old: SimulatedCluster): Promise<SimulatedCluster> {
  await old.close();
  return SimulatedCluster.start();
}

/** A plain HTTP server. */
function listening(port: number): Promise<Server> {
  const server = createServer((_, response) => void response.end('hello'));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
