import { corednsManifest, corednsObjects, type CorednsOptions } from '../../manifests/addons/coredns.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { coreDnsImage } from '../../pkg/config/images.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { objectData } from '../../pkg/kube/object-data.ts';
import { dnsServiceIP } from '../../pkg/net/service-address.ts';
import { applyPatches } from '../../pkg/patches/apply-patches.ts';
import { loadPatches } from '../../pkg/patches/load-patches.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { chooseCorefile } from './corefile-choice.ts';
import { imageTagOf, readLiveDns } from './installed-dns.ts';

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
  const { host, note, warn } = context;
  const live = await readLiveDns(host);
  const objects = corednsObjects({ ...options, replicas: live.replicas ?? options.replicas });
  const choice = chooseCorefile(live, objectData(objects.configMap)['Corefile'] ?? '', imageTagOf(options.image));
  if (choice === 'leave-alone') return warn(tooOld(live.tag ?? '', options.image));
  if (choice === 'keep') note('kept the Corefile of ConfigMap coredns: it is not one of ours');
  if (choice === 'keep-unknown') {
    warn(
      `CoreDNS ${live.tag} is not a known release: its Corefile is kept, so check that ${options.image} can read it`,
    );
  }
  const deployment = await patched(context, objects.deployment);
  const configMaps = choice === 'write' ? [objects.configMap] : [];
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

async function patched({ config, host, note }: InitContext, deployment: Manifest): Promise<Manifest> {
  const patches = await loadPatches(host, config.patchesDirectory, note);
  const { object, notes } = applyPatches(patches, 'corednsdeployment', deployment);
  notes.forEach(note);
  return object;
}

function tooOld(tag: string, image: string): string {
  return (
    `CoreDNS ${tag} stays as it is, because ${image} may not read its Corefile. Edit ConfigMap coredns of kube-system for ` +
    `the new version, then run: kubectl -n kube-system set image deployment/coredns coredns=${image}`
  );
}
