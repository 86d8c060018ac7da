import type { InitConfig } from '../../pkg/config/types.ts';
import { parseAddress } from '../../pkg/net/address.ts';
import { parseCidr } from '../../pkg/net/cidr.ts';
import type { Check } from './check.ts';
import { cgroupDriver, containerRuntime, containerRuntimeVersion } from './checks/container-runtime.ts';
import { dataDirectoryAvailable } from './checks/data-directory.ts';
import { externalEtcdCertificates, externalEtcdVersion } from './checks/external-etcd.ts';
import { diskSpace, writableFileSystems } from './checks/file-systems.ts';
import { firewalld } from './checks/firewalld.ts';
import { forwarding } from './checks/forwarding.ts';
import { hostname } from './checks/hostname.ts';
import { httpProxy, httpProxyCidr } from './checks/http-proxy.ts';
import { kubeletService } from './checks/kubelet-service.ts';
import { kubeletVersion } from './checks/kubelet-version.ts';
import { kubernetesVersion } from './checks/kubernetes-version.ts';
import { memory, numCpu } from './checks/machine-size.ts';
import { manifestAvailable } from './checks/manifest-files.ts';
import { KUBELET_PORT, portAvailable } from './checks/ports.ts';
import { programInPath } from './checks/programs.ts';
import { swap } from './checks/swap.ts';
import { systemVerification } from './system/system-verification.ts';

/** Every check that `init` makes after the one for root, in the reference's order; ours come last. */
export function initChecks(config: InitConfig): readonly Check[] {
  const { cluster, localAPIEndpoint } = config;
  const cidrs = cidrsOf(config);
  return [
    numCpu,
    memory,
    kubernetesVersion,
    firewalld,
    portAvailable(localAPIEndpoint.bindPort, 'kube-apiserver'),
    portAvailable(10259, 'kube-scheduler'),
    portAvailable(10257, 'kube-controller-manager'),
    manifestAvailable('kube-apiserver'),
    manifestAvailable('kube-controller-manager'),
    manifestAvailable('kube-scheduler'),
    manifestAvailable('etcd'),
    httpProxy,
    ...cidrs.map(httpProxyCidr),
    containerRuntime,
    containerRuntimeVersion,
    swap,
    programInPath('losetup'),
    programInPath('mount'),
    programInPath('cp'),
    systemVerification,
    hostname,
    kubeletVersion,
    kubeletService,
    portAvailable(KUBELET_PORT, 'kubelet'),
    ...familiesOf(config).map(forwarding),
    ...etcdChecks(cluster.etcd),
    cgroupDriver,
    diskSpace,
    writableFileSystems,
  ];
}

function etcdChecks({ local, external }: InitConfig['cluster']['etcd']): readonly Check[] {
  if (external !== undefined) return [externalEtcdVersion(external), externalEtcdCertificates(external)];
  return [portAvailable(2379, 'etcd'), portAvailable(2380, 'etcd'), dataDirectoryAvailable(local.dataDir)];
}

function cidrsOf({ cluster }: InitConfig): readonly string[] {
  const { serviceSubnet, podSubnet } = cluster.networking;
  return `${serviceSubnet},${podSubnet}`.split(',').filter((cidr) => cidr !== '');
}

/** Families of addresses that the cluster uses: of Services, Pods or the API server. */
function familiesOf(config: InitConfig): readonly (4 | 6)[] {
  const used = new Set([
    parseAddress(config.localAPIEndpoint.advertiseAddress)?.family,
    ...cidrsOf(config).map((cidr) => parseCidr(cidr)?.family),
  ]);
  return ([4, 6] as const).filter((family) => used.has(family));
}
