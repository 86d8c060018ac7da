import { endpointOf, readClusterAddress } from '../../pkg/kubeconfig/cluster-address.ts';
import { caCertHashes } from '../../pkg/pki/ca-cert-hashes.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { banner, type BannerParts } from './banner.ts';
import { WITHHELD, controlPlaneCommand, onOneLine, workerCommand } from '../../pkg/token/join-command.ts';

type Context = Pick<InitContext, 'config' | 'settings' | 'host' | 'result'>;

/** Tells how to use the cluster and how other machines join it, once for each token. */
export const showJoinCommandPhase: Step<Context> = {
  name: 'show-join-command',
  summary: 'Show how to use the cluster and how other machines join it',
  flags: [],
  needs: ['bootstrap-token', 'upload-certs'],
  async run({ config, settings, host, result }) {
    const { server, caCertificates } = await readClusterAddress(host, settings.kubeconfig);
    const cluster = { endpoint: endpointOf(server), caCertHashes: caCertHashes(caCertificates) };
    const controlPlane = controlPlanePart({ config, settings });
    for (const { token } of config.bootstrapTokens) {
      const shown = settings.skipTokenPrint ? WITHHELD : token;
      const parts = {
        ...cluster,
        token: shown,
        adminKubeconfig: settings.kubeconfig,
        ...(controlPlane && { controlPlane }),
      };
      result(banner(parts), resultData(parts));
    }
  },
};

function controlPlanePart({ config, settings }: Pick<Context, 'config' | 'settings'>): BannerParts['controlPlane'] {
  if (config.cluster.controlPlaneEndpoint === '') return undefined;
  const known = config.certificateKey === '' ? undefined : config.certificateKey;
  return { certificateKey: settings.skipCertificateKeyPrint ? WITHHELD : known, uploaded: settings.uploadCerts };
}

/** The same as data. A secret that is not to be printed is absent, and withheld in the commands. */
function resultData(parts: BannerParts): Readonly<Record<string, unknown>> {
  const { endpoint, token, caCertHashes: hashes, adminKubeconfig, controlPlane } = parts;
  const key = controlPlane?.certificateKey;
  return {
    controlPlaneEndpoint: endpoint,
    ...(token !== WITHHELD && { token }),
    caCertHashes: hashes,
    ...(key !== undefined && key !== WITHHELD && { certificateKey: key }),
    workerJoinCommand: onOneLine(workerCommand(parts)),
    ...(controlPlane && { controlPlaneJoinCommand: onOneLine(controlPlaneCommand(parts, key)) }),
    adminKubeconfig,
  };
}
