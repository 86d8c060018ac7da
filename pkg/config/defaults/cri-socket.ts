import type { HostView } from '../../host/host.ts';
import { parseGoUrl } from '../../net/go-url.ts';
import type { Finding } from './finding.ts';

/** Where the known container runtimes listen (source: their own defaults), the assumed one first. */
export const KNOWN_CRI_SOCKETS = [
  'unix:///var/run/containerd/containerd.sock',
  'unix:///var/run/crio/crio.sock',
  'unix:///var/run/cri-dockerd.sock',
] as const;

/** Docker Engine speaks its own protocol on these. */
const DOCKER_SOCKETS: readonly string[] = ['/var/run/docker.sock', '/run/docker.sock'];
const CRI_DOCKERD_HINT =
  'Docker Engine needs cri-dockerd between it and the kubelet: install it and use unix:///var/run/cri-dockerd.sock, or use the socket of containerd';

/**
 * The socket of the container runtime: as given, or the one that answers.
 *
 * @param given - may be empty
 * @param detect - whether to look for it; without, containerd's is assumed
 */
export async function criSocket(
  view: Pick<HostView, 'socketAnswers'>,
  given: string,
  detect: boolean,
): Promise<Finding<string>> {
  if (given !== '') return givenSocket(given);
  if (!detect) return { value: KNOWN_CRI_SOCKETS[0] };
  const answers = await Promise.all(KNOWN_CRI_SOCKETS.map((socket) => view.socketAnswers(socketPath(socket))));
  const live = KNOWN_CRI_SOCKETS.filter((_, index) => answers[index] === true);
  if (live.length < 2) return { value: live[0] ?? KNOWN_CRI_SOCKETS[0] };
  return {
    wrong: `several container runtimes answer on this machine: ${live.join(', ')}`,
    hint: `choose one with --cri-socket ${live[0] ?? ''} or with nodeRegistration.criSocket in the configuration file`,
  };
}

/** The path of a unix socket given as a URL. */
export function socketPath(criSocketUrl: string): string {
  return criSocketUrl.replace(/^unix:(\/\/)?/, '');
}

function givenSocket(given: string): Finding<string> {
  if (/^(?!unix:)[a-z][a-z0-9+.-]*:\/\//i.test(given)) return otherScheme(given);
  const value = given.startsWith('unix') ? given : `unix://${given}`;
  const warnings =
    value === given
      ? []
      : [`the CRI socket ${given} has no scheme: using ${value}; write it so, because later releases may not add it`];
  if (DOCKER_SOCKETS.includes(socketPath(value)))
    return {
      wrong: `${given} is the socket of Docker Engine, which the kubelet cannot use`,
      hint: CRI_DOCKERD_HINT,
      warnings,
    };
  if (parseGoUrl(value)?.scheme === 'unix') return { value, warnings };
  return value.startsWith('unix:') ? unreadable(value) : otherScheme(given);
}

function unreadable(value: string): Finding<string> {
  return { wrong: `${JSON.stringify(value)} is no URL`, hint: `write it like ${KNOWN_CRI_SOCKETS[0]}` };
}

function otherScheme(given: string): Finding<string> {
  return {
    wrong: `${JSON.stringify(given)} is no CRI socket: its scheme has to be "unix"`,
    hint: `write it like ${KNOWN_CRI_SOCKETS[0]}`,
  };
}
