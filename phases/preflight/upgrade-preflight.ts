import { marshalClusterConfiguration } from '../../pkg/config/marshal.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { loadPatches } from '../../pkg/patches/load-patches.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { containerRuntimeVersion } from './checks/container-runtime.ts';
import { privilegedUser } from './checks/privileged-user.ts';
import { pullImages } from './image-pull.ts';
import { report, runChecks, type Reporting } from './run-checks.ts';
import { systemVerification } from './system/system-verification.ts';
import { clusterHealth } from './upgrade/cluster-health.ts';
import { enforceVersionPolicy } from './upgrade/version-policy.ts';

/** Whatever may stop an upgrade of the cluster stops it here, before anything is changed. */
export const upgradeApplyPreflight: Step<UpgradeContext> = {
  name: 'preflight',
  summary: 'Check that the cluster is well and may be upgraded, ask, and pull the images',
  details:
    'Looks at this machine and at the cluster: whether a Job runs to its end, the control planes are ready, the ' +
    'manifests are there, and the Corefile fits. Then the version policy, and a question: one line from standard input, ' +
    'where y or yes goes on. The images are pulled before anything is replaced.',
  flags: [
    'allow-experimental-upgrades',
    'allow-release-candidate-upgrades',
    'force',
    'ignore-preflight-errors',
    'kubeconfig',
    'yes',
  ],
  async run(context) {
    const config = await machineChecks(context);
    const { host, note, warn, options, confirm, result } = context;
    const ignored = options.ignorePreflightErrors;
    await clusterHealth({ host, config, ignored, note, warn });
    if (context.config.apply.printConfig) {
      const text = marshalClusterConfiguration(config);
      result(text, { clusterConfiguration: text });
    }
    const target = config.cluster.kubernetesVersion;
    await enforceVersionPolicy(context, target);
    if (!(await confirm(`Upgrade the cluster to ${target}?`))) throw notConfirmed();
    await prepull(context, config);
  },
};

/** The cluster was judged when it was upgraded: what is looked at is this machine. */
export const upgradeNodePreflight: Step<UpgradeContext> = {
  name: 'preflight',
  summary: 'Check this machine, and pull the images of a control plane',
  details:
    'Looks at kernel, control groups and container runtime. On a control plane the images are pulled before anything is replaced.',
  flags: ['ignore-preflight-errors', 'kubeconfig'],
  async run(context) {
    const config = await machineChecks(context);
    if (context.settings.controlPlane) await prepull(context, config);
    else context.note('no images are pulled ahead: this machine has no control plane');
  },
};

async function machineChecks(context: UpgradeContext): Promise<InitConfig> {
  const { host, options, note } = context;
  report(await runChecks([privilegedUser], host, undefined), reportingOf(context));
  // patches that cannot be read are found before anything is changed
  const [{ config }] = await Promise.all([context.node(), loadPatches(host, options.patchesDirectory, note)]);
  report(await runChecks([systemVerification, containerRuntimeVersion], host, config), reportingOf(context));
  return config;
}

async function prepull(context: UpgradeContext, config: InitConfig): Promise<void> {
  const { host, note } = context;
  report([{ name: 'ImagePull', findings: await pullImages({ config, host, note }, 'upgrade') }], reportingOf(context));
}

function reportingOf({ options, note, warn }: UpgradeContext): Reporting {
  return { workflow: 'upgrade', ignored: options.ignorePreflightErrors, note, warn };
}

function notConfirmed(): KubeadmError {
  return new KubeadmError('not-confirmed', 'the upgrade was not confirmed: nothing was changed', {
    hint: 'answer y, or pass --yes where nobody can answer',
  });
}
