import { expect } from 'chai';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import { applyUpgrade } from '../support/node/upgrade.ts';
import { skipSuite } from '../support/parts.ts';
import { expectEnded, startCluster } from './cluster.ts';
import { openTestbed, tellTime } from './testbed.ts';
import { expectVersion } from './upgraded.ts';

/** Who makes the cluster; the other one upgrades it. */
const CASES = [
  { maker: 'the reference', upgrader: 'kubeadm-ts', number: 125 },
  { maker: 'kubeadm-ts', upgrader: 'the reference', number: 126 },
] as const;

for (const { maker, upgrader, number } of CASES) {
  describe(`a cluster made by ${maker}`, () => {
    let end: (() => Promise<void>) | undefined;

    after(() => end?.());

    it(`is upgraded by ${upgrader}`, async function () {
      const shared = await openTestbed(this);
      const { earlier, kubernetesVersion, kubeadm } = shared.testbed.binaries;
      if (earlier === undefined) skipSuite(this, 'KUBE_BIN_EARLIER names no folder with an earlier version');
      if (kubeadm === undefined) skipSuite(this, 'KUBEADM_BIN does not name the reference');
      const programs = { 'kubeadm-ts': shared.ours, 'the reference': [kubeadm] };
      const { first } = await startCluster(shared, programs[maker], {
        name: 'ui1',
        number,
        kubernetesVersion: earlier.kubernetesVersion,
      });
      end = () => shared.testbed.end(first);
      await waitUntilControlPlane(first, 'ui1');
      await first.kubectl('create', 'configmap', 'from-before');
      const outcome = await applyUpgrade(first, programs[upgrader], kubernetesVersion);
      expectEnded(outcome);
      tellTime('apply', outcome.milliseconds);
      await waitUntilControlPlane(first, 'ui1');
      await expectVersion(first, kubernetesVersion);
      await first.kubectl('get', 'configmap', 'from-before');
      // the maker finds what it would have written itself
      const plan = await first.run(...programs[maker], 'upgrade', 'plan', kubernetesVersion);
      expect(plan.code, plan.stderr + plan.stdout).to.equal(0);
    });
  });
}
