import type { Component, MachineFacts } from '../../manifests/components/component.ts';
import { apiServerComponent } from '../../manifests/components/kube-apiserver.ts';
import { controllerManagerComponent } from '../../manifests/components/kube-controller-manager.ts';
import { schedulerComponent } from '../../manifests/components/kube-scheduler.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import { asInitContext } from '../as-init-context.ts';
import type { InitContext } from '../init-context.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';
import { writeStaticPod } from '../write-static-pod.ts';
import { unknownAuthorizationModes } from './authorization-modes.ts';
import { machineFacts } from '../machine-facts.ts';

type Context = Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>;

interface Leaf {
  readonly name: string;
  readonly component: string;
  readonly describe: (config: InitConfig, machine: MachineFacts) => Component;
  /** Flags beyond those of every leaf. */
  readonly flags: readonly string[];
  /** Something about the configuration that is worth a warning. */
  readonly doubt?: (config: InitConfig) => string | undefined;
}

const COMMON_FLAGS = ['cert-dir', 'kubernetes-version', 'image-repository', 'patches'];

const LEAVES: readonly Leaf[] = [
  {
    name: 'apiserver',
    component: 'kube-apiserver',
    describe: apiServerComponent,
    flags: [
      'apiserver-advertise-address',
      'apiserver-bind-port',
      'control-plane-endpoint',
      'feature-gates',
      'service-cidr',
      'apiserver-extra-args',
    ],
    doubt: (config) => {
      const unknown = unknownAuthorizationModes(config);
      if (unknown.length === 0) return undefined;
      return `the API server knows no authorization mode ${unknown.join(', ')}: check apiServer.extraArgs`;
    },
  },
  {
    name: 'controller-manager',
    component: 'kube-controller-manager',
    describe: controllerManagerComponent,
    flags: ['pod-network-cidr', 'controller-manager-extra-args'],
  },
  { name: 'scheduler', component: 'kube-scheduler', describe: schedulerComponent, flags: ['scheduler-extra-args'] },
];

/** The programs that run the cluster, as static Pods of this node. */
export const controlPlanePhase: Group<Context> = {
  name: 'control-plane',
  summary: 'Write the static Pods of the control plane',
  details:
    'Writes the manifests of the API server, the controller manager and the scheduler to /etc/kubernetes/manifests.',
  flags: [...COMMON_FLAGS, ...LEAVES.flatMap(({ flags }) => flags)],
  all: true,
  phases: LEAVES.map(leafStep),
};

function leafStep(leaf: Leaf): Step<Context> {
  const { name, component, flags } = leaf;
  return {
    name,
    summary: `Write the static Pod of ${component}`,
    details: `Writes /etc/kubernetes/manifests/${component}.yaml (mode 0600), with the patches for ${component}.`,
    flags: [...COMMON_FLAGS, ...flags],
    run: (context) => writeComponent(context, leaf),
  };
}

async function writeComponent(context: Context, { describe, doubt }: Leaf): Promise<void> {
  const { config, host, warn } = context;
  const doubtful = doubt?.(config);
  if (doubtful !== undefined) warn(doubtful);
  await writeStaticPod(context, describe(config, await machineFacts(host, config.cluster.certificatesDir)));
}

/** All three of them on a machine that joins. */
export const joinControlPlanePhase: Step<JoinContext> = {
  name: 'control-plane',
  summary: 'Write the static Pods of the control plane',
  details:
    'Writes the manifests of the API server, the controller manager and the scheduler to /etc/kubernetes/manifests.',
  flags: ['apiserver-advertise-address', 'apiserver-bind-port', 'patches', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    const init = await asInitContext(context);
    for (const leaf of LEAVES) await writeComponent(init, leaf);
  },
};
