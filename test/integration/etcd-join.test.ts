import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { etcdComponent } from '../../manifests/components/etcd.ts';
import { etcdJoinPhase } from '../../phases/etcd/etcd-join.ts';
import { connectEtcd } from '../../pkg/etcd/connect-etcd.ts';
import type { Etcd, EtcdAccess } from '../../pkg/etcd/etcd.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { Host } from '../../pkg/host/host.ts';
import { until } from '../../pkg/host/until.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { exampleConfig } from '../support/example-config.ts';
import { exampleControlPlaneJoin } from '../support/example-join.ts';
import { argumentsFor, etcdMinor } from '../support/etcd/etcd-arguments.ts';
import { PKI, writeEtcdFiles } from '../support/etcd/etcd-files.ts';
import { etcdPod } from '../support/etcd/etcd-pod.ts';
import { exampleCluster, testJoinContext } from '../support/join-context.ts';
import { requirePart } from '../support/parts.ts';
import { startDaemon, type Daemon } from '../support/real-daemon.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';

// addresses of this machine that nobody else uses: the ports are those of etcd
const NETWORK = `127.${byte()}.${byte()}`;
const addressOf = (name: string): string => `${NETWORK}.1${name.replace(/\D/g, '')}`;
const NAMES = ['cp1', 'cp2', 'cp3'];

describe('phase etcd-join, with real etcds', function () {
  this.timeout(60_000);
  const daemons: Daemon[] = [];
  let folder = '';
  let program = '';

  before(async function () {
    program = await requirePart(this, 'etcd');
    folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-etcd-join-'));
    await writeEtcdFiles(folder, NAMES.map(addressOf));
    const config = configOf('cp1');
    const { args } = etcdComponent(config, config.cluster.etcd.local!);
    await startMember('cp1', ['etcd', ...args.map(({ name, value }) => `--${name}=${value}`)]);
  });

  after(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  it('lets two machines in that come at the same moment', async () => {
    const contexts = ['cp2', 'cp3'].map((name) => {
      const config = exampleControlPlaneJoin({
        nodeRegistration: { name },
        controlPlane: {
          localAPIEndpoint: { advertiseAddress: addressOf(name), bindPort: 6443 },
          certificateKey: '',
        },
      });
      const cluster = exampleCluster(config, { cluster: configOf(name).cluster });
      return testJoinContext(machine(name), { config, cluster });
    });
    await Promise.all(contexts.map((context) => etcdJoinPhase.run(context)));
    const members = await client(accessOf('cp1')).members();
    expect(members.map(({ name }) => name).sort()).deep.equal(NAMES);
    expect(members.filter(({ learner }) => learner)).deep.equal([]);
    expect(contexts.flatMap(({ warnings }) => warnings)).deep.equal([]);
  });

  /** A machine in memory whose etcd is real. */
  function machine(name: string): Host {
    const simulated = new SimulatedMachine({ objects: [etcdPod('cp1', addressOf('cp1'))], hostname: name });
    const remember = simulated.change.bind(simulated);
    return Object.assign(simulated, {
      now: () => new Date(),
      etcd: client,
      until: ((what, look, options) =>
        until(what, look, options, {
          emit: () => undefined,
          clock: () => performance.now(),
        })) as Host['until'],
      change: async (change: Change) => {
        await remember(change);
        if (change.kind === 'add-etcd-learner') await client(change.access).addLearner(change.peerUrl);
        if (change.kind === 'promote-etcd-member') await client(change.access).promote(change.id);
        if (change.kind === 'remove-etcd-member') await client(change.access).remove(change.id);
        if (change.kind === 'write-file') await startMember(name, commandIn(change.content));
      },
    });
  }

  async function startMember(name: string, command: readonly string[]): Promise<void> {
    const root = join(folder, name);
    mkdirSync(root);
    const args = command
      .slice(1)
      // what is on the loopback address of each machine, and the folders of each
      .map((arg) =>
        arg.replace(/https:\/\/127\.0\.0\.1:2379,/, '').replace('http://127.0.0.1', `http://${addressOf(name)}`),
      )
      .map((arg) => arg.replace(/=\/var/, `=${root}/var`).replace(/=\/etc/, `=${folder}/etc`));
    const ready = () => fetch(`http://${addressOf(name)}:2381/metrics`);
    daemons.push(await startDaemon([program, ...argumentsFor(etcdMinor(program), args)], root, ready));
  }

  function client(access: EtcdAccess): Etcd {
    return connectEtcd({ readFile: (path) => readFile(join(folder, path), 'utf8') }, access);
  }
});

function configOf(name: string) {
  return exampleConfig({
    nodeRegistration: { name },
    localAPIEndpoint: { advertiseAddress: addressOf(name), bindPort: 6443 },
  });
}

function accessOf(name: string): EtcdAccess {
  const pair = `${PKI}/etcd/healthcheck-client`;
  const tls = { caFile: `${PKI}/etcd/ca.crt`, certFile: `${pair}.crt`, keyFile: `${pair}.key` };
  return { endpoints: [`https://${addressOf(name)}:2379`], tls };
}

function commandIn(manifest: string): readonly string[] {
  const { spec } = readYaml(manifest) as { spec: { containers: readonly { command: readonly string[] }[] } };
  return spec.containers[0]?.command ?? [];
}

function byte(): number {
  return 1 + Math.floor(Math.random() * 250);
}
