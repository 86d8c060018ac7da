import { expect } from 'chai';
import { DEFAULT_CLUSTER } from '../../../cmd/certs/default-cluster.ts';
import { defaultClusterConfiguration } from '../../../pkg/config/load-cluster-configuration.ts';

describe('the defaults for certificates of a cluster that does not answer', () => {
  it('are those of the configuration', () => {
    expect(defaultClusterConfiguration()).deep.include(DEFAULT_CLUSTER);
  });
});
