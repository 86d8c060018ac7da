import type { InitConfig, JoinConfig } from '../../pkg/config/types.ts';
import { parseAddress } from '../../pkg/net/address.ts';
import { splitHostPort } from '../../pkg/net/host-port.ts';
import type { Check } from './check.ts';
import { cgroupDriver } from './checks/container-runtime.ts';
import { externalEtcdCertificates } from './checks/external-etcd.ts';
import { diskSpace, NODE_FOLDERS, writableFileSystems } from './checks/file-systems.ts';
import { forwarding } from './checks/forwarding.ts';
import { httpProxy } from './checks/http-proxy.ts';
import { kubeletSkew, workingKubelet } from './checks/kubelet-version.ts';
import { authorityFileAvailable, bootstrapKubeletConfAvailable, kubeletConfAvailable } from './checks/node-files.ts';
import { cidrsOf, controlPlaneChecks, localEtcdChecks } from './control-plane-checks.ts';
import { familiesOf } from './families.ts';
import { nodeChecks, type NodeFacts } from './node-checks.ts';

/** What `join` checks while the cluster is not known yet, in the reference's order; ours come last. */
export function joinChecks(config: JoinConfig): readonly Check<NodeFacts>[] {
  const host = endpointHost(config);
  const family = parseAddress(host ?? '')?.family;
  return [
    kubeletConfAvailable,
    bootstrapKubeletConfAvailable,
    ...nodeChecks(workingKubelet, 'join'),
    ...(config.controlPlane === undefined ? [authorityFileAvailable(config.caCertPath)] : []),
    ...(host === undefined ? [] : [httpProxy(host, "the cluster's endpoint")]),
    ...(family === undefined ? [] : [forwarding(family)]),
    diskSpace,
    writableFileSystems(NODE_FOLDERS),
  ];
}

/**
 * What `join` checks once the cluster is known: for a control plane in the reference's order; ours come last.
 *
 * @param cluster - the cluster's configuration with what this node has of its own
 */
export function joinedChecks(config: JoinConfig, cluster: InitConfig): readonly Check<InitConfig>[] {
  return [
    ...(config.controlPlane === undefined ? [] : anotherControlPlane(config.controlPlane, cluster)),
    ...forwardingByCluster(config, cluster),
    kubeletSkew,
    cgroupDriver,
  ];
}

function anotherControlPlane(
  { certificateKey }: NonNullable<JoinConfig['controlPlane']>,
  cluster: InitConfig,
): readonly Check<InitConfig>[] {
  const { local, external } = cluster.cluster.etcd;
  const base = controlPlaneChecks(cluster, 'join');
  if (local !== undefined)
    return [...base, ...localEtcdChecks(local.dataDir, 'join'), writableFileSystems([local.dataDir])];
  // with a certificate key the files come with the download
  return certificateKey === '' ? [...base, externalEtcdCertificates(external)] : base;
}

/**
 * Not of the reference, which looks only where the endpoint is an address: a name, or a discovery file, does not tell
 * the cluster's families; its networks do.
 */
function forwardingByCluster(config: JoinConfig, cluster: InitConfig): readonly Check[] {
  if (parseAddress(endpointHost(config) ?? '') !== undefined) return [];
  return familiesOf(cidrsOf(cluster)).map(forwarding);
}

/** The host by which the cluster is discovered; `undefined` with a discovery file. */
function endpointHost({ discovery }: JoinConfig): string | undefined {
  const endpoint = discovery.bootstrapToken?.apiServerEndpoint;
  return endpoint === undefined ? undefined : (splitHostPort(endpoint)?.host ?? endpoint);
}
