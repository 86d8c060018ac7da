import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { machineView } from '../../pkg/host/real-view.ts';
import { realHost, type ClusterAccess } from '../../pkg/host/real-host.ts';
import type { Host } from '../../pkg/host/host.ts';
import { renewCertificates } from '../../pkg/pki/renew-certificates.ts';
import { RENEWABLES } from '../../pkg/pki/renewables.ts';
import { certsPhase } from '../../phases/certs/certs.ts';
import { kubeconfigPhase } from '../../phases/kubeconfig/kubeconfig.ts';
import { exampleConfig } from './example-config.ts';
import { runSteps } from './run-steps.ts';
import { testContext } from './test-context.ts';

/**
 * A run on a real disk that SIGKILL ends in the middle: `killed-child <root> <make|renew> <step>`. It is killed right
 * before the step of that number: each opening, writing, flushing, renaming and removing of a file is one, and a write
 * that is cut off has left the first half of its content. A run that comes to its end prints how many steps it took.
 */
const [, , root = '', work = '', at = ''] = process.argv;
let left = Number(at);

/** SIGKILL cannot be caught, but takes a moment to arrive: nothing may happen in between. */
function strike(): void {
  left -= 1;
  if (left !== 0) return;
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

type Anything = (...args: unknown[]) => unknown;

function struck(object: object, name: string, before: (args: unknown[]) => void = strike): void {
  const methods = object as Record<string, Anything>;
  const original = methods[name];
  if (original === undefined) throw new Error(`no ${name}`);
  methods[name] = (...args) => {
    before(args);
    return original.apply(object, args);
  };
}

for (const name of ['mkdirSync', 'chmodSync', 'openSync', 'fchmodSync', 'fsyncSync', 'renameSync', 'unlinkSync'])
  struck(fs, name);
struck(fs, 'writeFileSync', ([file, content]) => {
  if (left === 1) fs.writeSync(Number(file), String(content).slice(0, String(content).length / 2));
  strike();
});
syncBuiltinESMExports();

const never = (): never => {
  throw new Error('not in this test');
};
const cluster = {
  getObject: never,
  listObjects: never,
  apiGet: never,
  clusterOf: never,
  apply: never,
  grantAdmin: never,
  evict: never,
};

function hostBelow(rootfs: string): Host {
  return realHost({
    machine: machineView({ rootfs, env: {}, uid: 0, runtime: never }),
    cluster: cluster as ClusterAccess,
    rootfs,
    pid: process.pid,
    runtime: never,
    emit: () => undefined,
    clock: () => performance.now(),
  });
}

const context = testContext(hostBelow(root), { config: exampleConfig() });
if (work === 'make') {
  await runSteps(certsPhase, context);
  await runSteps(kubeconfigPhase, context);
} else {
  await renewCertificates({ ...context, kubeconfigDir: '/etc/kubernetes' }, RENEWABLES);
}
console.log(Number(at) - left);
