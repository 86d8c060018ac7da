import { exampleAuthority, pairFiles } from './example-certificates.ts';
import type { MachineOptions } from './healthy-machine.ts';

const SERVER = 'https://etcd.example.com:2379';

/** What `init` takes to use an etcd that the cluster does not run itself: a configuration, and a machine that has its files. */
export function exampleExternalEtcd(controlPlaneEndpoint: string): {
  readonly flags: readonly string[];
  readonly machine: Pick<MachineOptions, 'files' | 'http'>;
} {
  const config = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
controlPlaneEndpoint: ${controlPlaneEndpoint}
etcd:
  external:
    endpoints: [${SERVER}]
    caFile: /etc/etcd/ca.crt
    certFile: /etc/etcd/client.crt
    keyFile: /etc/etcd/client.key
`;
  const { ['/etc/etcd/ca.crt']: ca } = pairFiles('/etc/etcd/ca', exampleAuthority({ commonName: 'etcd-ca' }));
  const client = pairFiles('/etc/etcd/client', exampleAuthority({ commonName: 'client' }));
  const version = { status: 200, body: '{"etcdserver":"3.6.8","etcdcluster":"3.6.0"}' };
  return {
    flags: ['--config', '/kubeadm.yaml'],
    machine: {
      files: { '/kubeadm.yaml': config, ...(ca === undefined ? {} : { '/etc/etcd/ca.crt': ca }), ...client },
      http: { [`${SERVER}/version`]: version },
    },
  };
}
