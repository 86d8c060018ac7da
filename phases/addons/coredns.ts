import { corednsManifest, corednsObjects, type CorednsOptions } from '../../manifests/addons/coredns.ts';
import { backupCorefilePatch, migratedConfigMap } from '../../manifests/addons/migrated-corefile.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { coreDnsImage } from '../../pkg/config/images.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host } from '../../pkg/host/host.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { imageTagOf } from '../../pkg/kube/image-tag.ts';
import { objectData } from '../../pkg/kube/object-data.ts';
import { dnsServiceIP } from '../../pkg/net/service-address.ts';
import { applyPatches } from '../../pkg/patches/apply-patches.ts';
import { loadPatches } from '../../pkg/patches/load-patches.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { chooseCorefile, type CorefileChoice } from './corefile-choice.ts';
import { readLiveDns } from '../live-dns.ts';

/** A Deployment without a number, or none at all, gets two Pods. */
const REPLICAS = 2;

/** Resolves the names of Services and Pods. */
export const corednsPhase: Step<InitContext> = {
  name: 'coredns',
  summary: 'Install CoreDNS, which resolves the names of Services and Pods',
  flags: [
    'feature-gates',
    'image-repository',
    'kubeconfig',
    'kubernetes-version',
    'print-manifest',
    'service-cidr',
    'service-dns-domain',
  ],
  skipReason: ({ config, settings }) =>
    settings.fullRun && config.cluster.dns.disabled ? 'CoreDNS is disabled in the configuration' : undefined,
  async run(context) {
    const options = corednsOptions(context.config);
    if (!context.settings.printManifest) return install(context, options);
    const manifest = corednsManifest(options);
    context.result(manifest, { manifest });
  },
};

function corednsOptions({ cluster }: InitConfig): CorednsOptions {
  const { dnsDomain, serviceSubnet } = cluster.networking;
  const clusterIP = dnsServiceIP(serviceSubnet);
  if (clusterIP !== undefined) return { dnsDomain, clusterIP, image: coreDnsImage(cluster), replicas: REPLICAS };
  throw new KubeadmError(
    'service-subnet-invalid',
    `no address for the cluster's DNS can be taken from ${serviceSubnet}`,
    {
      hint: 'set networking.serviceSubnet to a CIDR with room for Services, for example 10.96.0.0/12',
    },
  );
}

async function install(context: InitContext, options: CorednsOptions): Promise<void> {
  const { host, note } = context;
  const live = await readLiveDns(host);
  const objects = corednsObjects({ ...options, replicas: live.replicas ?? options.replicas });
  const choice = chooseCorefile(live, objectData(objects.configMap)['Corefile'] ?? '', imageTagOf(options.image));
  tell(choice, { tag: live.tag ?? '', image: options.image }, context);
  if (choice.kind === 'leave-alone') return;
  const deployment = await patched(context, objects.deployment);
  if (choice.kind === 'migrate') await migrate(host, choice.corefile, live.corefile ?? '');
  const configMaps = choice.kind === 'write' ? [objects.configMap] : [];
  const outcomes = [
    ...(await ensureObjects(host, [
      ...configMaps,
      objects.clusterRole,
      objects.clusterRoleBinding,
      objects.serviceAccount,
    ])),
    // The Pods need all of the above.
    ...(await ensureObjects(host, [deployment, objects.service])),
  ];
  note(allKept(outcomes) ? 'kept CoreDNS: it is already up to date' : 'applied CoreDNS');
}

/** The Pods that run read the old Corefile until those that need the new one take their place. */
async function migrate(host: Host, corefile: string, backup: string): Promise<void> {
  const change = (verb: 'update' | 'patch', object: Manifest) => host.change({ kind: 'apply-object', verb, object });
  await change('update', migratedConfigMap(corefile, backup));
  await change('patch', backupCorefilePatch());
}

type Told = Pick<InitContext, 'note' | 'warn'>;

function tell(choice: CorefileChoice, { tag, image }: { readonly tag: string; readonly image: string }, to: Told) {
  switch (choice.kind) {
    case 'write':
      return;
    case 'keep':
      return to.note('kept the Corefile of ConfigMap coredns: it is not one of ours');
    case 'keep-unknown':
      return to.warn(`CoreDNS ${tag} is not a known release: its Corefile is kept, so check that ${image} can read it`);
    case 'migrate':
      choice.changes.forEach((each) => to.note(`the Corefile is migrated: ${each}`));
      return to.note('the Corefile as it was stands in ConfigMap coredns of kube-system under Corefile-backup');
    case 'leave-alone':
      return to.warn(
        `CoreDNS ${tag} stays as it is, because its Corefile cannot be migrated for ${image}: ${choice.why}. Edit ConfigMap ` +
          `coredns of kube-system for the new version, then run: kubectl -n kube-system set image deployment/coredns coredns=${image}`,
      );
  }
}

async function patched({ config, host, note }: InitContext, deployment: Manifest): Promise<Manifest> {
  const patches = await loadPatches(host, config.patchesDirectory, note);
  const { object, notes } = applyPatches(patches, 'corednsdeployment', deployment);
  notes.forEach(note);
  return object;
}
