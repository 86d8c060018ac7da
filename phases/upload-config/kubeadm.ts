import { kubeadmConfigMap } from '../../manifests/cluster/config-maps.ts';
import { kubeadmConfigRbac } from '../../manifests/rbac/cluster-rbac.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { marshalClusterConfiguration } from '../../pkg/config/marshal.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { refOf, type KubeObject } from '../../pkg/kube/kube-object.ts';
import { objectData } from '../../pkg/kube/object-data.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';

/** The ClusterConfiguration, readable for machines that join. */
export const uploadKubeadmConfig: Step<InitContext> = {
  name: 'kubeadm',
  summary: 'Store the ClusterConfiguration in the cluster',
  details:
    'Writes the ConfigMap kubeadm-config in kube-system, and the Role and RoleBinding ' +
    'kubeadm:nodes-kubeadm-config that let nodes read it.',
  flags: ['cri-socket', 'kubeconfig'],
  async run({ config, host, note }) {
    const wanted = kubeadmConfigMap(marshalClusterConfiguration(config));
    const live = await host.getObject(refOf(wanted));
    const object = live === undefined ? wanted : withOnlyOurKeyReplaced(live, wanted);
    const outcomes = await ensureObjects(host, [object, ...kubeadmConfigRbac()]);
    if (allKept(outcomes)) note('kept ConfigMap kubeadm-config: it is already up to date');
  },
};

/** Other keys, labels and annotations belong to whoever wrote them. */
function withOnlyOurKeyReplaced(live: KubeObject, wanted: Manifest): KubeObject {
  const { labels, annotations } = live.metadata;
  const metadata = { ...wanted.metadata, ...(labels && { labels }), ...(annotations && { annotations }) };
  const data = { ...objectData(live), ...objectData(wanted) };
  const merged: Manifest = { ...wanted, metadata, data };
  return merged;
}
