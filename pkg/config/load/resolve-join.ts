import type { HostView } from '../../host/host.ts';
import { discoveryDefaults } from '../defaults/discovery.ts';
import { joinConfiguration, type GivenJoinDocument, type JoinDocument } from '../kinds/join-configuration.ts';
import { complete } from '../schema/complete.ts';
import { validateJoin } from '../validate/validate-join.ts';
import type { GivenDocument } from './given-config.ts';
import { endpointOfMachine, registrationOfMachine } from './machine-defaults.ts';
import type { Problems } from './problems.ts';

const KIND = 'JoinConfiguration';

/** What of the options matters here. */
export interface ResolveJoinOptions {
  readonly by: 'file' | 'flags';
  readonly detectCriSocket: boolean;
  /** Refuse an advertise address that nobody can bind to, and an endpoint that nobody can reach. */
  readonly checkAddresses: boolean;
}

/**
 * What was given to `join` with everything filled in and checked. The cluster is not asked.
 *
 * @param problems - takes what is wrong; with anything in it, the result is not to be used
 */
export async function resolveJoin(
  view: HostView,
  given: GivenDocument<GivenJoinDocument | undefined>,
  options: ResolveJoinOptions,
  problems: Problems,
): Promise<JoinDocument> {
  const defaulted = complete(joinConfiguration, given.document);
  const join = { ...defaulted, discovery: discoveryDefaults(defaulted.discovery) };
  // Of a file that cannot be read, the machine need not be asked.
  const resolved = problems.issues.length > 0 ? join : await ofMachine(view, join, options, problems);
  if (given.document === undefined) return resolved;
  await validateJoin(resolved, {
    view,
    by: options.by,
    checkEndpoint: options.checkAddresses,
    report: (path, message, hint) => problems.add(KIND, path, message, hint),
  });
  return resolved;
}

/** Only a control plane has an API server, and so an address to find. */
async function ofMachine(
  view: HostView,
  join: JoinDocument,
  { detectCriSocket: detect, checkAddresses: check }: ResolveJoinOptions,
  problems: Problems,
): Promise<JoinDocument> {
  const role = join.controlPlane === undefined ? 'worker' : 'control-plane';
  const node = { kind: KIND, path: 'nodeRegistration', detect, role } as const;
  const nodeRegistration = await registrationOfMachine(view, join.nodeRegistration, node, problems);
  if (join.controlPlane === undefined) return { ...join, nodeRegistration };
  const api = { kind: KIND, path: 'controlPlane.localAPIEndpoint', check } as const;
  const localAPIEndpoint = await endpointOfMachine(view, join.controlPlane.localAPIEndpoint, api, problems);
  return { ...join, nodeRegistration, controlPlane: { ...join.controlPlane, localAPIEndpoint } };
}
