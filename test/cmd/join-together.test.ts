import { expect } from 'chai';
import { SimulatedCluster } from '../support/simulated-cluster.ts';

describe('kubeadm-ts join on five machines at the same moment', () => {
  for (const [controlPlanes, workers] of [
    [2, 3],
    [4, 1],
  ] as const) {
    it(`makes ${controlPlanes} control planes and ${workers} workers; etcd takes one member after the other`, async function () {
      this.timeout(20_000);
      const cluster = await SimulatedCluster.start({ etcd: { lag: 600, catchesUpBy: 100 } });
      try {
        let learnersAtOnce = 0;
        const onChange = (): void => {
          const learners = cluster.etcd.state.filter(({ learner }) => learner);
          learnersAtOnce = Math.max(learnersAtOnce, learners.length);
        };
        const names = [
          ...Array.from({ length: controlPlanes }, (_, index) => `cp${index + 2}`),
          ...Array.from({ length: workers }, (_, index) => `worker${index + 1}`),
        ];
        const outcomes = await Promise.all(
          names.map((name, index) => {
            const machine = cluster.machine(name, { address: `192.0.2.${index + 11}`, pace: 1, onChange });
            return cluster.join(machine, ...(name.startsWith('cp') ? cluster.controlPlaneFlags : []));
          }),
        );
        for (const [index, { code, stderr }] of outcomes.entries()) expect(code, `${names[index]}: ${stderr}`).equal(0);
        expect(cluster.voters).deep.equal(['cp1', ...names.filter((name) => name.startsWith('cp'))]);
        expect(learnersAtOnce).equal(1);
        const nodes = cluster.server.store.list('v1', 'Node').items.map(({ metadata }) => metadata.name);
        expect(nodes).include.members(names);
      } finally {
        await cluster.close();
      }
    });
  }
});
