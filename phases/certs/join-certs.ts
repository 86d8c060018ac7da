import { isEtcdCertificate, type LeafSpec } from '../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES } from '../../pkg/pki/certificate-table.ts';
import { ensureLeaf } from '../../pkg/pki/ensure-leaf.ts';
import { ensureServiceAccountKeys } from '../../pkg/pki/ensure-service-account-keys.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { asInitContext } from '../as-init-context.ts';
import { DISCOVERY_FLAGS } from '../discovery-flags.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';
import { requireGoodLeaves } from './existing-leaves.ts';
import { requireSharedFiles } from './shared-files.ts';

/** The certificates of a further control plane. Never an authority: those are the cluster's. */
export const joinCertsPhase: Step<JoinContext> = {
  name: 'certs',
  summary: 'Make the certificates of this machine, signed by the authorities of the cluster',
  details:
    'Needs the files that control planes share (authorities and the keys of ServiceAccount tokens), downloaded or copied. ' +
    'Certificates that are there already are kept when their key, their authority, their time and every name in them ' +
    'are right, and are an error otherwise.',
  flags: [...DISCOVERY_FLAGS, 'apiserver-advertise-address', 'node-name', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    const { discovered } = await context.cluster();
    const init = await asInitContext(context);
    // everything is looked at before anything is written
    await requireSharedFiles(init.host, init.config, discovered);
    const leaves = leavesOfMachine(init.config);
    await requireGoodLeaves(init.host, init.config, leaves);
    for (const leaf of leaves) await ensureLeaf(init, leaf);
    await ensureServiceAccountKeys(init);
  },
};

function leavesOfMachine({ cluster }: InitConfig): readonly LeafSpec[] {
  const leaves = CERTIFICATES.filter((spec) => spec.kind === 'leaf');
  return cluster.etcd.external === undefined ? leaves : leaves.filter((spec) => !isEtcdCertificate(spec));
}
