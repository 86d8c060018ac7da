import { expect } from 'chai';
import { runInit, writeConfig, type ConfigOverrides } from '../support/node/program.ts';
import type { ClusterNode } from '../support/node/node.ts';
import type { Outcome } from '../support/node/process.ts';
import { openTestbed, tellTime, withNode } from './testbed.ts';

/** Far below the timeouts that a run without a diagnosis would sit out (4 minutes). */
const SOON_MS = 60_000;

interface Trouble {
  readonly name: string;
  readonly config?: ConfigOverrides;
  /** Ports that something else takes before `init` runs: an HTTP server that has nothing. */
  readonly taken?: readonly number[];
  readonly ignore?: readonly string[];
  /** What the error has to name. */
  readonly says: readonly RegExp[];
}

/** A registry inside the node, which has nothing; runtimes speak HTTP to the loopback address. */
const REGISTRY = 5000;
const UNREACHABLE_IMAGE = { etcd: { local: { imageTag: 'no-such-tag' } } };
const ABSENT_IMAGE = { etcd: { local: { imageRepository: `127.0.0.1:${REGISTRY}/mirror`, imageTag: 'no-such-tag' } } };
const BAD_FLAG = [{ name: 'no-such-flag', value: 'x' }];

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a registry whose name does not resolve, in preflight',
    config: { cluster: UNREACHABLE_IMAGE },
    says: [/ImagePull/, /registry\.k8s\.io\/etcd:no-such-tag/, /does not resolve/],
  },
  {
    name: 'an image that its registry does not have, while it waits',
    config: { cluster: ABSENT_IMAGE },
    taken: [REGISTRY],
    ignore: ['ImagePull'],
    says: [/etcd: the registry does not have the image 127\.0\.0\.1:5000\/mirror\/etcd:no-such-tag/],
  },
  {
    name: 'a flag that the API server does not know',
    config: { cluster: { apiServer: { extraArgs: BAD_FLAG } } },
    says: [/kube-apiserver/, /unknown flag: --no-such-flag/, /extraArgs/],
  },
  {
    name: 'a flag that the kubelet does not know',
    config: { kubeletArgs: BAD_FLAG },
    says: [/kubelet/, /unknown flag: --no-such-flag/, /kubeletExtraArgs/],
  },
  { name: 'a port that is taken, in preflight', taken: [6443, 2379], says: [/Port-6443/, /Port-2379/] },
  {
    name: 'a port that is taken, while it waits',
    taken: [10259],
    ignore: ['Port-10259'],
    says: [/kube-scheduler/, /10259/, /in use/],
  },
];

describe('what init says of real trouble', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;

  before(async function () {
    shared = await openTestbed(this);
  });

  for (const [index, trouble] of TROUBLES.entries()) {
    it(`names ${trouble.name}`, async () => {
      const { code, stderr, milliseconds } = await runInto(trouble, shared, index);
      expect(code, stderr).to.equal(1);
      const error = stderr.slice(stderr.indexOf('\nerror: '));
      for (const words of trouble.says) expect(error).to.match(words);
      expect(error)
        .to.include('hint: ')
        .and.not.to.match(/\n\s+at /);
      expect(milliseconds).below(SOON_MS);
      tellTime('said after', milliseconds);
    });
  }
});

function runInto(trouble: Trouble, shared: Awaited<ReturnType<typeof openTestbed>>, index: number): Promise<Outcome> {
  return withNode(shared, { name: 'ts1', number: 30 + index }, async (node) => {
    writeConfig(node, trouble.config);
    for (const port of trouble.taken ?? []) await listen(node, port);
    return runInit(node, shared.program, { ignore: trouble.ignore ?? [] });
  });
}

/** A server inside the node, until the node ends, that answers 404 to everybody. */
async function listen(node: ClusterNode, port: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const answer = '(_, response) => response.writeHead(404).end()';
    const script = `require('http').createServer(${answer}).listen(${port}, () => console.log('ready'))`;
    void node.start([process.execPath, '-e', script], () => resolve()).ended;
  });
}
