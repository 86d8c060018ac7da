import { expect } from 'chai';
import { joinWorkflow } from '../../../phases/workflows/join.ts';
import type { JoinConfig } from '../../../pkg/config/types.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { allSteps } from '../../../pkg/workflow/select-steps.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { clusterToJoin, sharedFiles, uploadedSecret } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

/** They need an etcd, or look at the whole machine, and have tests of their own. */
const ELSEWHERE = ['preflight', 'check-etcd', 'etcd-join'];

function machineFor(config: JoinConfig): SimulatedMachine {
  const key = config.controlPlane?.certificateKey;
  return new SimulatedMachine({
    hostname: config.nodeRegistration.name,
    objects: key === undefined ? [] : [uploadedSecret(sharedFiles(), key)],
  });
}

async function join(host: Host, config: JoinConfig): Promise<readonly string[]> {
  const context = testJoinContext(host, { config, cluster: clusterToJoin(config) });
  for (const { path, step } of allSteps(joinWorkflow)) {
    if (ELSEWHERE.includes(path) || step.skipReason?.(context) !== undefined) continue;
    await step.run(context);
  }
  return context.warnings;
}

describe('a run of join', () => {
  for (const [what, config] of [
    ['a worker', exampleJoin()],
    ['a control plane', exampleControlPlaneJoin()],
  ] as const) {
    it(`makes ${what}, and changes nothing the second time`, async () => {
      const machine = machineFor(config);
      expect(await join(machine, config)).deep.equal([]);
      expect(machine.file('/etc/kubernetes/bootstrap-kubelet.conf')).equal(undefined);
      machine.forget();
      expect(await join(machine, config)).deep.equal([]);
      expect(machine.changes).deep.equal([]);
    });

    it(`changes nothing in a dry run of ${what}, and ends well`, async () => {
      const machine = machineFor(config);
      await join(dryRun(machine), config);
      expect(machine.changes).deep.equal([]);
    });
  }
});
