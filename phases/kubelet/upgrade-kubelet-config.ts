import { featureEnabled } from '../../pkg/config/feature-gates.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { WriteFile } from '../../pkg/host/change.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import {
  INSTANCE_CONFIG_FILE,
  KUBELET_CONFIG_FILE,
  KUBELET_DIRECTORY_MODE,
  KUBELET_FLAGS_FILE,
} from '../../pkg/kubelet/kubelet-files.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import { asUpgradeInitContext } from '../as-upgrade-init-context.ts';
import { keepFile } from '../upgrade-backups.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { UpgradeJournal } from '../upgrade-journal.ts';
import { kubeletDocument } from './kubelet-document.ts';

/** `--container-runtime-endpoint` in the quoted flags, and the space beside it. */
const ENDPOINT_FLAG = /(?:(?<=") *| +)--container-runtime-endpoint=(\S+?)(?=[ "])/;

/** What the kubelet of this node starts with, as the cluster has it now. */
export const upgradeKubeletConfig: Step<UpgradeContext> = {
  name: 'kubelet-config',
  summary: "Write the kubelet's configuration of this node anew",
  details:
    'Writes /var/lib/kubelet/config.yaml from ConfigMap kubelet-config, with what belongs to this node ' +
    '(instance-config.yaml) and the patches for kubeletconfiguration. The old file is kept below /etc/kubernetes/tmp. The ' +
    'kubelet reads it when it is started the next time: after its own upgrade.',
  flags: ['kubeconfig', 'patches'],
  async run(context) {
    const { host, config, note } = await asUpgradeInitContext(context);
    const journal = await UpgradeJournal.open(context);
    const flags = await host.readFile(KUBELET_FLAGS_FILE);
    const instance = await instanceOf(host, config, flags);
    const document = await kubeletDocument(host, { config, instance, note });
    const files = filesOf(document, { instance, flags });
    const changed = await changedIn(host, files);
    if (changed.length === 0) return note('kept the configuration of the kubelet: it is already up to date');
    for (const { path } of changed) {
      const before = await host.readFile(path);
      if (before === undefined) continue;
      await journal.begin();
      await keepFile(host, `${journal.folders.kubelet}/${path.slice(path.lastIndexOf('/') + 1)}`, before);
    }
    for (const file of changed) await ensureFile(host, file);
    note(`wrote ${changed.map(({ path }) => path).join(', ')}; what stood there is in ${journal.folders.kubelet}`);
  },
};

/** What belongs to the node: its file, or what an older release passed as a flag. */
async function instanceOf(
  view: Pick<HostView, 'readFile'>,
  { cluster }: InitConfig,
  flags: string | undefined,
): Promise<JsonObject | undefined> {
  const text = await view.readFile(INSTANCE_CONFIG_FILE);
  if (text !== undefined) return readYaml(text, INSTANCE_CONFIG_FILE) as JsonObject;
  if (!featureEnabled(cluster.featureGates, 'NodeLocalCRISocket')) return undefined;
  const containerRuntimeEndpoint = ENDPOINT_FLAG.exec(flags ?? '')?.[1];
  return containerRuntimeEndpoint === undefined ? undefined : { containerRuntimeEndpoint };
}

/** The flag goes last, and only where the file says the same: until then the kubelet needs it. */
function filesOf(
  document: JsonObject,
  { instance, flags }: { readonly instance: JsonObject | undefined; readonly flags: string | undefined },
): readonly WriteFile[] {
  const config = file(KUBELET_CONFIG_FILE, writeYaml(document));
  const [flag = '', given] = ENDPOINT_FLAG.exec(flags ?? '') ?? [];
  const socket = instance?.['containerRuntimeEndpoint'];
  if (flags === undefined || given === undefined || given !== socket) return [config];
  const text = `containerRuntimeEndpoint: ${JSON.stringify(socket)}\n`;
  const without = flags.replace(flag, '').replace('=" ', '="');
  return [file(INSTANCE_CONFIG_FILE, text), config, file(KUBELET_FLAGS_FILE, without)];
}

async function changedIn(view: HostView, files: readonly WriteFile[]): Promise<readonly WriteFile[]> {
  const before = await Promise.all(files.map(({ path }) => view.readFile(path)));
  return files.filter(({ content }, index) => content !== before[index]);
}

function file(path: string, content: string): WriteFile {
  return { kind: 'write-file', path, content, mode: 0o644, parentMode: KUBELET_DIRECTORY_MODE };
}
