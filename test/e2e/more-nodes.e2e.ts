import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import { ignoring } from '../support/node/ignored-checks.ts';
import type { ClusterNode } from '../support/node/node.ts';
import type { Outcome } from '../support/node/process.ts';
import { printedJoins, type PrintedJoins } from '../support/node/programs.ts';
import { readmeCommands } from '../support/readme-commands.ts';
import { expectEnded } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, tellTime } from './testbed.ts';

const FIRST = 110;
const NAMES = ['rm1', 'rm2', 'rm3', 'rm4'] as const;
const PATCHES = '/run/patches';
/** Commands that set a machine up: they need to be told what is special about these machines. */
const SETS_UP = /^kubeadm-ts (init|join) /;

describe('the section "More nodes" of the README, as written', () => {
  const commands = readmeCommands('More nodes');
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  const nodes: ClusterNode[] = [];
  let printed: Required<PrintedJoins>;

  before(async function () {
    shared = await openTestbed(this);
    const [balancer = ''] = (await shared.testbed.balance([FIRST, FIRST + 1, FIRST + 2])).split(':');
    for (const [index, name] of NAMES.entries()) {
      const node = await shared.testbed.startNode({ name, number: FIRST + index });
      appendFileSync(node.path('/etc/hosts'), `${balancer} lb.example.com\n`);
      nodes.push(node);
    }
  });

  after(async () => {
    for (const node of nodes) await shared.testbed.end(node);
  });

  /** The one command of the section that begins so. */
  const written = (start: string): string => {
    const found = commands.filter((command) => command.startsWith(start));
    expect(found, start).to.have.length(1);
    return found[0]!;
  };

  const run = (node: ClusterNode, command: string, input = ''): Promise<Outcome> => {
    const line = SETS_UP.test(command) ? `${command} ${ownFlags(node)}` : command;
    const say = `kubeadm-ts() { ${shared.ours.join(' ')} "$@"; }\n${line}`;
    return node.run('bash', '-c', `printf '%s' "$1" | { export KUBECONFIG=${ADMIN}; ${say}\n}`, 'as-a-person', input);
  };
  const well = async (node: ClusterNode, command: string, input?: string): Promise<string> => {
    const outcome = await run(node, command, input);
    expectEnded(outcome);
    tellTime(command.split(' ').slice(0, 3).join(' '), outcome.milliseconds);
    return outcome.stdout;
  };

  it('makes a first control plane, and prints the commands for the others', async () => {
    const { worker, controlPlane = [] } = printedJoins(await well(nodes[0]!, written('kubeadm-ts init ')));
    printed = { worker, controlPlane };
  });

  it('makes a second control plane with the command that it shows', async () => {
    const [token, hash, key] = ['--token', '--discovery-token-ca-cert-hash', '--certificate-key'].map(
      (flag) => printed.controlPlane[printed.controlPlane.indexOf(flag) + 1]!,
    );
    const command = written('kubeadm-ts join lb.example.com')
      .replace('<token>', token!)
      .replace('sha256:<hex>', hash!)
      .replace('<key>', key!);
    expect(command.split(' ').slice(1)).to.deep.equal(printed.controlPlane);
    await well(nodes[1]!, command);
    await waitUntilControlPlane(nodes[0]!, 'rm2');
    await expectMembers(nodes[0]!, ['rm1', 'rm2']);
  });

  it('shows what a join would do, and makes a worker with a new command', async () => {
    const worker = nodes[3]!;
    await well(worker, written('kubeadm-ts join ...').replace('join ...', printed.worker.join(' ')));
    expect((await run(nodes[0]!, 'kubectl get node rm4')).code).to.equal(1);
    await well(worker, (await well(nodes[0]!, written('kubeadm-ts token create'))).trim());
    await nodes[0]!.kubectl('wait', '--for=create', 'node/rm4', '--timeout=30s');
    await nodes[0]!.kubectl('wait', '--for=condition=Ready', 'node/rm4', '--timeout=60s');
  });

  it('makes a third control plane with the command that `token create --control-plane` prints', async () => {
    await well(nodes[2]!, (await well(nodes[1]!, 'kubeadm-ts token create --control-plane')).trim());
    await waitUntilControlPlane(nodes[0]!, 'rm3');
    await expectMembers(nodes[2]!, ['rm1', 'rm2', 'rm3']);
  });

  it('lists the tokens, and deletes one', async () => {
    const id = printed.worker[printed.worker.indexOf('--token') + 1]!.slice(0, 6);
    expect(await well(nodes[0]!, written('kubeadm-ts token list'))).to.include(`${id}.`);
    await well(nodes[0]!, `kubeadm-ts token delete ${id}`);
    expect(await well(nodes[0]!, written('kubeadm-ts token list'))).not.to.include(`${id}.`);
  });

  it('gives a control plane back, and the cluster forgets it', async () => {
    const third = nodes[2]!;
    expect(await well(third, written('kubeadm-ts reset --dry-run'))).to.include('etcd');
    await expectMembers(nodes[0]!, ['rm1', 'rm2', 'rm3']);
    const [reset] = commands.filter((command) => command === 'kubeadm-ts reset');
    await well(third, reset!, 'y\n');
    await expectMembers(nodes[0]!, ['rm1', 'rm2']);
    await well(nodes[0]!, written('kubectl delete node').replace('<name>', 'rm3'));
    expect((await run(nodes[0]!, 'kubectl get node rm3')).code).to.equal(1);
  });
});

const ADMIN = '/etc/kubernetes/admin.conf';

/** Nodes of this machine share its cgroups, which may be of version 1. */
function ownFlags(node: ClusterNode): string {
  const kubelet = { failCgroupV1: false, cgroupDriver: 'cgroupfs', cgroupRoot: `/${node.options.cgroup}` };
  mkdirSync(node.path(PATCHES), { recursive: true });
  writeFileSync(node.path(`${PATCHES}/kubeletconfiguration+merge.json`), JSON.stringify(kubelet));
  return [`--patches=${PATCHES}`, ...ignoring([])].join(' ');
}
