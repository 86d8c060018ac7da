import type { HostView } from '../../host/host.ts';
import { isGlobalUnicast, isLoopback, parseAddress } from '../../net/address.ts';
import { advertiseAddress } from '../defaults/advertise-address.ts';
import { criSocket } from '../defaults/cri-socket.ts';
import { nodeName } from '../defaults/node-name.ts';
import type { InitDocument } from '../kinds/init-configuration.ts';
import type { ConfigKind } from '../kinds/registry.ts';
import type { Problems } from './problems.ts';

type Registration = InitDocument['nodeRegistration'];
type Endpoint = InitDocument['localAPIEndpoint'];

/** Where a part stands: in which kind, and at which path there. */
export interface PartOf {
  readonly kind: ConfigKind;
  readonly path: string;
}

/** The taint that keeps ordinary Pods off the control plane. */
const CONTROL_PLANE_TAINT = {
  key: 'node-role.kubernetes.io/control-plane',
  value: '',
  effect: 'NoSchedule',
  timeAdded: undefined,
};

/** How a machine is registered. */
export interface RegistrationPart extends PartOf {
  /** Whether to look for live CRI sockets. */
  readonly detect: boolean;
  /** A control plane has its taint unless the configuration says otherwise, be it with an empty list. */
  readonly role: 'control-plane' | 'worker';
}

/** The registration with the machine's own name and runtime, and the taint of its role, where none were given. */
export async function registrationOfMachine(
  view: Pick<HostView, 'hostname' | 'socketAnswers'>,
  registration: Registration,
  { detect, role, ...part }: RegistrationPart,
  problems: Problems,
): Promise<Registration> {
  const named = nodeName(registration.name, view.hostname());
  const name = problems.take(named, part.kind, `${part.path}.name`, '');
  const socket = await criSocket(view, registration.criSocket, detect);
  const taints = registration.taints ?? (role === 'control-plane' ? [CONTROL_PLANE_TAINT] : undefined);
  return { ...registration, name, taints, criSocket: problems.take(socket, part.kind, `${part.path}.criSocket`, '') };
}

/**
 * The endpoint of this machine's API server, with an address that others can use where none was given.
 *
 * @param check - whether an address that nobody can bind to is wrong
 */
export async function endpointOfMachine(
  view: Pick<HostView, 'readFile' | 'interfaces'>,
  endpoint: Endpoint,
  { check, ...part }: PartOf & { readonly check: boolean },
  problems: Problems,
): Promise<Endpoint> {
  const path = `${part.path}.advertiseAddress`;
  const found = await advertiseAddress(view, endpoint.advertiseAddress);
  const address = problems.take(found, part.kind, path, '');
  if (check && address !== '' && !isBindable(address)) problems.add(part.kind, path, ...unreachable(address, path));
  return { ...endpoint, advertiseAddress: address };
}

function isBindable(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && (isGlobalUnicast(address) || isLoopback(address));
}

function unreachable(address: string, path: string): readonly [message: string, hint: string] {
  return [
    `the API server cannot be reached at ${address}: an address of this machine is needed that others can use`,
    `name one with --apiserver-advertise-address, or with ${path} in the configuration file`,
  ];
}
