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
  /** Ports that something else takes before `init` runs. */
  readonly taken?: readonly number[];
  readonly ignore?: readonly string[];
  /** What the error has to name. */
  readonly says: readonly RegExp[];
}

const IMAGE = 'registry.k8s.io/etcd:no-such-tag';
const NO_SUCH_IMAGE = { etcd: { local: { imageTag: 'no-such-tag' } } };
const BAD_FLAG = [{ name: 'no-such-flag', value: 'x' }];

const TROUBLES: readonly Trouble[] = [
  {
    name: 'an image that cannot be pulled, in preflight',
    config: { cluster: NO_SUCH_IMAGE },
    says: [/ImagePull/, new RegExp(IMAGE), /registry\.k8s\.io/],
  },
  {
    name: 'an image that cannot be pulled, while it waits',
    config: { cluster: NO_SUCH_IMAGE },
    ignore: ['ImagePull'],
    says: [/etcd/, /image/, /no-such-tag/],
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

/** Something that listens inside the node until the node ends. */
async function listen(node: ClusterNode, port: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const script = `require('net').createServer().listen(${port}, () => console.log('ready'))`;
    void node.start([process.execPath, '-e', script], () => resolve()).ended;
  });
}
