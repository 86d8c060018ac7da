import type { InitConfig } from '../../pkg/config/types.ts';
import type { Check } from './check.ts';
import { dataDirectoryAvailable } from './checks/data-directory.ts';
import { firewalld } from './checks/firewalld.ts';
import { httpProxy, httpProxyCidr } from './checks/http-proxy.ts';
import { kubernetesVersion } from './checks/kubernetes-version.ts';
import { memory, numCpu } from './checks/machine-size.ts';
import { manifestAvailable } from './checks/manifest-files.ts';
import { portAvailable } from './checks/ports.ts';
import type { MarkedWorkflow } from '../interrupted-run.ts';

/** Where a control plane is wanted, before the checks of every node in `init`: the reference's order. */
export function controlPlaneChecks(config: InitConfig, workflow: MarkedWorkflow): readonly Check<InitConfig>[] {
  const { advertiseAddress, bindPort } = config.localAPIEndpoint;
  return [
    numCpu,
    memory,
    kubernetesVersion(workflow),
    firewalld,
    portAvailable(bindPort, 'kube-apiserver', workflow),
    portAvailable(10259, 'kube-scheduler', workflow),
    portAvailable(10257, 'kube-controller-manager', workflow),
    manifestAvailable('kube-apiserver', workflow),
    manifestAvailable('kube-controller-manager', workflow),
    manifestAvailable('kube-scheduler', workflow),
    manifestAvailable('etcd', workflow),
    httpProxy(advertiseAddress, "this machine's address"),
    ...cidrsOf(config).map(httpProxyCidr),
  ];
}

/** For a member of etcd on this machine. */
export function localEtcdChecks(dataDir: string, workflow: MarkedWorkflow): readonly Check[] {
  return [
    portAvailable(2379, 'etcd', workflow),
    portAvailable(2380, 'etcd', workflow),
    dataDirectoryAvailable(dataDir, workflow),
  ];
}

/** Where Services and Pods get their addresses. */
export function cidrsOf({ cluster }: InitConfig): readonly string[] {
  const { serviceSubnet, podSubnet } = cluster.networking;
  return `${serviceSubnet},${podSubnet}`.split(',').filter((cidr) => cidr !== '');
}
