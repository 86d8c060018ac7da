import type { APIEndpoint, NodeRegistration } from '../../pkg/config/types.ts';
import type { Check } from './check.ts';
import { containerRuntime, containerRuntimeVersion } from './checks/container-runtime.ts';
import { hostname } from './checks/hostname.ts';
import { kubeletService } from './checks/kubelet-service.ts';
import { KUBELET_PORT, portAvailable } from './checks/ports.ts';
import { programInPath } from './checks/programs.ts';
import { swap } from './checks/swap.ts';
import type { MarkedWorkflow } from '../interrupted-run.ts';
import { systemVerification } from './system/system-verification.ts';

/** What every node has to know of itself to be checked. */
export interface NodeFacts {
  readonly nodeRegistration: NodeRegistration;
  /** Absent on a worker. */
  readonly localAPIEndpoint?: APIEndpoint;
}

/**
 * What every node needs, in the reference's order.
 *
 * @param kubelet - the check of the kubelet's version
 */
export function nodeChecks<C>(kubelet: Check<C>, workflow: MarkedWorkflow): readonly Check<C & NodeFacts>[] {
  return [
    containerRuntime,
    containerRuntimeVersion,
    swap,
    programInPath('losetup'),
    programInPath('mount'),
    programInPath('cp'),
    systemVerification,
    hostname,
    kubelet,
    kubeletService,
    portAvailable(KUBELET_PORT, 'kubelet', workflow),
  ];
}
