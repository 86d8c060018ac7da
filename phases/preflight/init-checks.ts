import type { InitConfig } from '../../pkg/config/types.ts';
import { parseAddress } from '../../pkg/net/address.ts';
import type { Check } from './check.ts';
import { cgroupDriver } from './checks/container-runtime.ts';
import { externalEtcdCertificates, externalEtcdVersion } from './checks/external-etcd.ts';
import { diskSpace, NODE_FOLDERS, writableFileSystems } from './checks/file-systems.ts';
import { forwarding } from './checks/forwarding.ts';
import { kubeletVersion } from './checks/kubelet-version.ts';
import { cidrsOf, controlPlaneChecks, localEtcdChecks } from './control-plane-checks.ts';
import { familiesOf } from './families.ts';
import { nodeChecks } from './node-checks.ts';

/** Every check that `init` makes after the one for root, in the reference's order; ours come last. */
export function initChecks(config: InitConfig): readonly Check<InitConfig>[] {
  const { advertiseAddress } = config.localAPIEndpoint;
  const { local } = config.cluster.etcd;
  return [
    ...controlPlaneChecks(config, 'init'),
    ...nodeChecks(kubeletVersion, 'init'),
    ...familiesOf(cidrsOf(config), parseAddress(advertiseAddress)?.family).map(forwarding),
    ...etcdChecks(config.cluster.etcd),
    cgroupDriver,
    diskSpace,
    writableFileSystems([...NODE_FOLDERS, ...(local === undefined ? [] : [local.dataDir])]),
  ];
}

function etcdChecks({ local, external }: InitConfig['cluster']['etcd']): readonly Check[] {
  if (external !== undefined) return [externalEtcdVersion(external), externalEtcdCertificates(external)];
  return localEtcdChecks(local.dataDir, 'init');
}
