import { kubeletConfigMap } from '../../manifests/cluster/config-maps.ts';
import { kubeletConfigRbac } from '../../manifests/rbac/cluster-rbac.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import type { InitContext } from '../init-context.ts';

/** Where systemd-resolved keeps the real name servers: `kubelet-start` puts it into the kubelet's configuration. */
const RESOLVED_CONF = '/run/systemd/resolve/resolv.conf';
const KUBELET_CONFIG_FILE = '/var/lib/kubelet/config.yaml';

/** The kubelet configuration that all nodes share. */
export const uploadKubeletConfig: Step<InitContext> = {
  name: 'kubelet',
  summary: 'Store the kubelet configuration in the cluster',
  details:
    'Writes the ConfigMap kubelet-config in kube-system, and the Role and RoleBinding kubeadm:kubelet-config that let nodes read it.',
  flags: ['cri-socket', 'kubeconfig'],
  async run({ config, settings, host, note }) {
    const { document, userSupplied } = config.kubelet;
    const shared = settings.fullRun ? await withResolvConf(host, document) : document;
    const outcomes = await ensureObjects(host, [
      kubeletConfigMap(writeYaml(shared), userSupplied),
      ...kubeletConfigRbac(),
    ]);
    if (allKept(outcomes)) note('kept ConfigMap kubelet-config: it is already up to date');
  },
};

/** What `kubelet-start` decided about the name servers in this run stands in the file that it wrote. */
async function withResolvConf(host: HostView, document: JsonObject): Promise<JsonObject> {
  if (document['resolvConf'] !== undefined) return document;
  const text = await host.readFile(KUBELET_CONFIG_FILE);
  const written = text === undefined ? undefined : readYaml(text, KUBELET_CONFIG_FILE);
  const decided =
    typeof written === 'object' && written !== null && 'resolvConf' in written && written.resolvConf === RESOLVED_CONF;
  return decided ? { ...document, resolvConf: RESOLVED_CONF } : document;
}
