import type { Component, MachineFacts } from '../../manifests/components/component.ts';
import { apiServerComponent } from '../../manifests/components/kube-apiserver.ts';
import { controllerManagerComponent } from '../../manifests/components/kube-controller-manager.ts';
import { schedulerComponent } from '../../manifests/components/kube-scheduler.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { writeStaticPod } from '../write-static-pod.ts';
import { unknownAuthorizationModes } from './authorization-modes.ts';
import { machineFacts } from './machine-facts.ts';

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

function leafStep({ name, component, describe, flags, doubt }: Leaf): Step<Context> {
  return {
    name,
    summary: `Write the static Pod of ${component}`,
    details: `Writes /etc/kubernetes/manifests/${component}.yaml (mode 0600), with the patches for ${component}.`,
    flags: [...COMMON_FLAGS, ...flags],
    async run(context) {
      const { config, host, warn } = context;
      const doubtful = doubt?.(config);
      if (doubtful !== undefined) warn(doubtful);
      await writeStaticPod(context, describe(config, await machineFacts(host, config.cluster.certificatesDir)));
    },
  };
}
