import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { runJoin } from '../support/node/join.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { CONFIG, runInit, writeConfig } from '../support/node/program.ts';
import { printedJoins, type Program } from '../support/node/programs.ts';
import { waitUntilReady } from './cluster-checks.ts';
import { expectEnded } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, requireReference, tellTime } from './testbed.ts';

const FIRST = 70;
const PKI = '/etc/kubernetes/pki';
const CA_KEY = `${PKI}/ca.key`;
const SHARED = [
  ...['ca', 'front-proxy-ca', 'etcd/ca'].flatMap((base) => [`${base}.crt`, `${base}.key`]),
  ...['sa.key', 'sa.pub'],
].map((name) => `${PKI}/${name}`);
/** Where the key of the authority lies, away from what looks for it. */
const AWAY = '/run/away.key';
const LEFTOVER = 'FileAvailable--etc-kubernetes-kubelet.conf';

describe('a cluster whose authority is kept elsewhere, on real nodes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let words: readonly string[];
  let endpoint: string;
  const nodes: ClusterNode[] = [];

  const start = async (name: string): Promise<ClusterNode> => {
    const node = await shared.testbed.startNode({ name, number: FIRST + nodes.length });
    nodes.push(node);
    writeConfig(node, { cluster: { controlPlaneEndpoint: endpoint } });
    return node;
  };
  const succeeds = async (node: ClusterNode, ...command: readonly string[]): Promise<string> => {
    const outcome = await node.run(...shared.ours, ...command);
    expectEnded(outcome);
    return outcome.stdout;
  };
  /** As the operator of the authority does: everything that it has to sign is made, and its key goes away again. */
  const prepare = async (node: ClusterNode): Promise<void> => {
    const [first] = nodes;
    for (const path of SHARED) {
      mkdirSync(dirname(node.path(path)), { recursive: true });
      copyFileSync(first!.path(path === CA_KEY ? AWAY : path), node.path(path));
    }
    const phase = ['join', 'phase', 'control-plane-prepare'];
    const own = [...words.slice(1), '--control-plane'];
    await succeeds(node, ...phase, 'certs', ...own, '--node-name', node.options.name);
    await succeeds(node, ...phase, 'kubeconfig', ...own);
    await succeeds(node, 'init', 'phase', 'kubeconfig', 'kubelet', '--config', CONFIG);
    rmSync(node.path(CA_KEY));
  };
  const joins = async (node: ClusterNode, program: Program): Promise<void> => {
    const joined = await runJoin(node, program, { words: [...words, '--control-plane'], ignore: [LEFTOVER] });
    expectEnded(joined);
    tellTime(`join of ${node.options.name}`, joined.milliseconds);
    await waitUntilJoined(nodes[0]!, node.options.name);
    await waitUntilControlPlane(nodes[0]!, node.options.name);
    expect(existsSync(node.path(CA_KEY))).to.equal(false);
    expect(signer(node)).to.deep.equal(['cert-file', 'key-file']);
  };
  /** Arguments of kube-controller-manager that name nothing to sign with. */
  const signer = (node: ClusterNode): readonly (string | undefined)[] => {
    const manifest = readFileSync(node.path('/etc/kubernetes/manifests/kube-controller-manager.yaml'), 'utf8');
    return [...manifest.matchAll(/--cluster-signing-(\S+)=["']?\n/g)].map(([, name]) => name).sort();
  };

  before(async function () {
    shared = await openTestbed(this);
    endpoint = await shared.testbed.balance([FIRST, FIRST + 1, FIRST + 2]);
    const first = await start('ca1');
    for (const group of ['certs', 'kubeconfig'])
      await succeeds(first, 'init', 'phase', group, 'all', '--config', CONFIG);
    renameSync(first.path(CA_KEY), first.path(AWAY));
    expectEnded(await runInit(first, shared.program));
    await waitUntilReady(first);
    const { worker } = printedJoins(await succeeds(first, 'token', 'create', '--print-join-command'));
    words = worker;
  });

  after(async () => {
    for (const node of nodes) await shared.testbed.end(node);
  });

  it('is all right, and signs nothing itself', async () => {
    expect(signer(nodes[0]!)).to.deep.equal(['cert-file', 'key-file']);
    expect(await succeeds(nodes[0]!, 'certs', 'verify')).to.match(/\nok +ca +an authority whose key is kept elsewhere/);
  });

  it('takes a further control plane for which everything was signed', async () => {
    const node = await start('ca2');
    await prepare(node);
    await joins(node, shared.ours);
    await expectMembers(nodes[0]!, ['ca1', 'ca2']);
    await succeeds(node, 'certs', 'verify');
    const { stdout } = await node.run(...shared.ours, 'certs', 'renew', 'all');
    expect(stdout).to.match(/\napiserver cannot be renewed here: the key of its authority "ca" is kept elsewhere\n/);
  });

  it('takes one that the reference joins in the same way', async function () {
    const reference = requireReference(this, shared);
    const node = await start('ca3');
    await prepare(node);
    await joins(node, reference);
    await expectMembers(nodes[0]!, ['ca1', 'ca2', 'ca3']);
    await succeeds(node, 'certs', 'verify');
  });
});
