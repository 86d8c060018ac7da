import type { ObjectReader } from '../../pkg/cluster/read-config-map.ts';
import { apiError } from '../../pkg/kube/api-error.ts';
import { describeRef, type KubeObject, type ObjectRef } from '../../pkg/kube/kube-object.ts';
import { marshalClusterConfiguration } from '../../pkg/config/marshal.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import { exampleConfig } from './example-config.ts';

/** A ConfigMap in kube-system. */
export function configMap(name: string, data: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' }, data } as KubeObject;
}

/** What `init` leaves of its configuration in a cluster, by the name of the ConfigMap. */
export function storedConfig(config = exampleConfig()): Record<string, KubeObject> {
  return {
    'kubeadm-config': configMap('kubeadm-config', { ClusterConfiguration: marshalClusterConfiguration(config) }),
    'kubelet-config': configMap('kubelet-config', { kubelet: writeYaml(config.kubelet.document) }),
    'kube-proxy': configMap('kube-proxy', { 'config.conf': writeYaml(config.kubeProxy.document) }),
  };
}

/** A cluster that holds these objects; a number is the status that it refuses an object with. */
export function readerOf(objects: Readonly<Record<string, KubeObject | number | Error>>): ObjectReader {
  return {
    getObject: (ref: ObjectRef) => {
      const found = objects[ref.name];
      if (found instanceof Error) return Promise.reject(found);
      if (typeof found !== 'number') return Promise.resolve(found);
      const attempt = { verb: 'get', what: describeRef(ref), secret: false, user: 'tls-bootstrap-token-user' } as const;
      const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: found, message: 'refused' } as const;
      return Promise.reject(apiError(status, attempt));
    },
  };
}
