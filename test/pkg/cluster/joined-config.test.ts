import { expect } from 'chai';
import { joinedConfig } from '../../../pkg/cluster/joined-config.ts';
import type { StoredCluster } from '../../../pkg/cluster/stored-cluster.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';

const { cluster, kubelet, kubeProxy } = exampleConfig({ cluster: { clusterName: 'other' } });
const STORED: StoredCluster = { cluster, kubelet, kubeProxy };

describe('joinedConfig', () => {
  it("gives the cluster's configuration with a worker's registration and no API server", () => {
    const join = exampleJoin({ patchesDirectory: '/p', dryRun: true, skipPhases: ['preflight'] });
    expect(joinedConfig(join, STORED)).to.deep.equal({
      bootstrapTokens: [],
      nodeRegistration: join.nodeRegistration,
      localAPIEndpoint: { advertiseAddress: '', bindPort: 6443 },
      certificateKey: '',
      skipPhases: ['preflight'],
      patchesDirectory: '/p',
      timeouts: join.timeouts,
      dryRun: true,
      cluster,
      kubelet,
      kubeProxy,
    });
  });

  it("has a control plane's endpoint and certificate key", () => {
    const join = exampleControlPlaneJoin();
    const config = joinedConfig(join, STORED);
    expect(config.localAPIEndpoint).to.deep.equal({ advertiseAddress: '192.0.2.11', bindPort: 6443 });
    expect(config.certificateKey).to.equal(join.controlPlane?.certificateKey);
    expect(config.nodeRegistration.name).to.equal('cp2');
  });

  it('is immutable', () => expect(joinedConfig(exampleJoin(), STORED)).to.be.frozen);
});
