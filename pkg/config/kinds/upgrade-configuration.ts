import { bool, field, int32, list, optional, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { patches } from './init-configuration.ts';
import { imagePullPolicy, imagePullSerial } from './node-registration.ts';
import { timeouts } from './timeouts.ts';

const kubernetesVersion = field(string(), 'Version to upgrade to. The argument of the command counts more.', {
  example: 'v1.36.2',
});
const certificateRenewal = field(optional(bool()), 'Whether the certificates of this control plane are renewed.', {
  default: true,
});
const dryRun = field(optional(bool()), 'Whether nothing is changed, and shown instead what would be.', {
  defaultDoc: 'false',
});
const etcdUpgrade = field(optional(bool()), 'Whether etcd is upgraded as well.', { default: true });
const ignorePreflightErrors = field(
  list(string()),
  'Preflight checks whose errors become warnings, beside those of --ignore-preflight-errors. [all] means every check, and stands alone.',
  { example: ['CreateJob'] },
);
const skipPhases = field(
  list(string()),
  'Phases that are left out, by the names that --help shows. --skip-phases replaces the list.',
  {
    example: ['preflight'],
  },
);
const patchesOfUpgrade = field(optional(patches), 'Changes to what is written.', {
  rule: 'Where it is given, directory has to be an absolute path.',
  example: { directory: '/etc/kubernetes/patches' },
});

/** What may be upgraded to, and what is shown of it. */
const choice = {
  kubernetesVersion,
  allowExperimentalUpgrades: field(optional(bool()), 'Whether alpha, beta and other unreleased versions are allowed.', {
    defaultDoc: 'false',
  }),
  allowRCUpgrades: field(optional(bool()), 'Whether release candidates are allowed.', { defaultDoc: 'false' }),
  printConfig: field(optional(bool()), 'Whether the configuration that the upgrade works with is shown.', {
    defaultDoc: 'false',
  }),
};

const apply = struct({
  ...choice,
  certificateRenewal,
  dryRun,
  etcdUpgrade,
  forceUpgrade: field(
    optional(bool()),
    'Whether to go on where the rules about versions advise against it, and without asking.',
    {
      defaultDoc: 'false',
    },
  ),
  ignorePreflightErrors,
  patches: patchesOfUpgrade,
  skipPhases,
  imagePullPolicy,
  imagePullSerial,
});

const node = struct({
  certificateRenewal,
  dryRun,
  etcdUpgrade,
  ignorePreflightErrors,
  skipPhases,
  patches: patchesOfUpgrade,
  imagePullPolicy,
  imagePullSerial,
});

const plan = struct({ ...choice, dryRun, etcdUpgrade, ignorePreflightErrors });

const diff = struct({
  kubernetesVersion: field(string(), 'Version to compare with.', {
    defaultDoc: 'the version of the cluster',
    example: 'v1.36.2',
  }),
  contextLines: field(optional(int32()), 'How many unchanged lines are shown around each difference.', {
    defaultDoc: '3',
    example: 5,
  }),
});

/** kubeadm.k8s.io/v1beta4 UpgradeConfiguration. */
export const upgradeConfiguration = struct({
  apply: field(apply, 'For "upgrade apply", which upgrades the cluster on its first control plane.', {
    example: { kubernetesVersion: 'v1.36.2', patches: { directory: '/etc/kubernetes/patches' } },
  }),
  diff: field(diff, 'For "upgrade diff", which shows what an upgrade changes in the static Pods.'),
  node: field(node, 'For "upgrade node", which upgrades the other control planes and the workers.', {
    example: { patches: { directory: '/etc/kubernetes/patches' } },
  }),
  plan: field(plan, 'For "upgrade plan", which shows what can be upgraded to.', {
    example: { allowRCUpgrades: true },
  }),
  timeouts: field(optional(timeouts), 'How long this run waits for what, before it gives up.', { default: {} }),
});

export type UpgradeDocument = ValueOf<typeof upgradeConfiguration>;
export type GivenUpgradeDocument = PartialOf<typeof upgradeConfiguration>;
