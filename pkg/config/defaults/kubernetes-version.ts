import type { HostView } from '../../host/host.ts';
import { CLIENT_VERSION } from '../../version/client-version.ts';
import { compareKubernetesVersions, minorsAhead, parseKubernetesVersion } from '../../version/kubernetes-version.ts';
import { clientFacts } from '../../version/release-facts.ts';
import { didYouMean } from '../suggestion.ts';
import type { Finding } from './finding.ts';

/** A version that stands fast. */
export interface ResolvedVersion {
  /** `v1.36.2` */
  readonly version: string;
  /** Whether a CI build was asked for (`ci/...`). */
  readonly ci: boolean;
}

const SEMANTIC = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-\w.+]*)?$/;
const PREFIXED = /^(?:(release|ci)\/)?([-\w.+]+)$/;
const LABEL = /^(latest|stable)+(-[1-9](\.[1-9](\d)?)?)?$/;
const RELEASE_URL = 'https://dl.k8s.io/release';
const CI_URL = 'https://storage.googleapis.com/k8s-release-dev/ci';
/** For all that is asked about one label together. The reference waits 10 s for each question. */
export const LABEL_TIMEOUT_MS = 5_000;
const HINT = 'write a version such as v1.36.2, or a label such as stable-1.36';

/** What of the machine is asked about a label. */
type Network = Pick<HostView, 'httpGet' | 'now'>;

/**
 * Turn what the configuration says about the version into a version: itself, or what the release server says about a
 * label, within 5 seconds. Offline, the client's own version stands in, with warnings.
 *
 * @param text - `v1.36.2`, `1.36.2`, `stable-1`, `ci/latest`...
 * @param clientVersion - `v1.36.2`
 */
export async function kubernetesVersion(
  view: Network,
  text: string,
  clientVersion: string,
): Promise<Finding<ResolvedVersion>> {
  const exact = exactKubernetesVersion(text);
  if (exact !== undefined) return checkedVersion(exact, clientVersion);
  const [, source, name = ''] = PREFIXED.exec(text) ?? [];
  const ci = source === 'ci';
  if (!LABEL.test(name)) {
    const meant = didYouMean(name, ['stable', 'latest', 'stable-1', `stable-${minorOf(clientVersion)}`]);
    return { wrong: `${JSON.stringify(text)} is neither a version nor a label${meant}`, hint: HINT };
  }
  return ofLabel(view, name, ci, clientVersion);
}

/** The version that a text names by itself; `undefined` for a label, which somebody has to be asked about. */
export function exactKubernetesVersion(text: string): ResolvedVersion | undefined {
  const [, source, name = ''] = PREFIXED.exec(text) ?? [];
  const version = exactVersion(text) ?? exactVersion(name);
  return version === undefined ? undefined : { version, ci: source === 'ci' };
}

function exactVersion(text: string): string | undefined {
  if (!SEMANTIC.test(text)) return undefined;
  return parseKubernetesVersion(text) === undefined ? undefined : `v${text.replace(/^v/, '')}`;
}

async function ofLabel(
  view: Network,
  label: string,
  ci: boolean,
  clientVersion: string,
): Promise<Finding<ResolvedVersion>> {
  try {
    const until = view.now().getTime() + LABEL_TIMEOUT_MS;
    const { version, notes } = await lookUpLabel(view, label, { ci, clientVersion, until });
    return { ...checkedVersion({ version, ci }, clientVersion), ...(notes.length === 0 ? {} : { notes }) };
  } catch (error) {
    const reason = reasonOf(error, ci ? CI_URL : RELEASE_URL);
    const fallback = fallbackVersion(clientVersion);
    const warnings = [
      `the version that ${label} stands for could not be fetched: ${reason}`,
      `using ${fallback} instead, which this program knows`,
    ];
    return { ...checkedVersion({ version: fallback, ci }, clientVersion), warnings };
  }
}

/** How a label is looked up. */
export interface LabelLookup {
  readonly ci: boolean;
  readonly clientVersion: string;
  /** Milliseconds since 1970 after which nobody waits any more. */
  readonly until: number;
}

/**
 * What the release server says that a label stands for; where that is newer than the client knows, the newest release
 * that it does know.
 *
 * @throws the network error, or an Error that says what came instead of a version
 */
export async function lookUpLabel(
  view: Network,
  label: string,
  { ci, clientVersion, until }: LabelLookup,
): Promise<{ readonly version: string; readonly notes: readonly string[] }> {
  const found = await fetchVersion(view, urlOf(label, ci), until);
  if ((minorsAhead(found, clientVersion) ?? 0) <= 0) return { version: found, notes: [] };
  // CI builds have no label for what is stable
  const own = `stable-${minorOf(clientVersion)}`;
  const version = await fetchVersion(view, urlOf(own, false), until);
  return {
    version,
    notes: [`${found}, which ${label} stands for, is newer than this program knows: using ${own}`],
  };
}

/** Why a label could not be looked up, in words. */
export function labelFailure(error: unknown): string {
  return reasonOf(error, RELEASE_URL);
}

function urlOf(label: string, ci: boolean): string {
  return `${ci ? CI_URL : RELEASE_URL}/${label}.txt`;
}

/** `v1.36.2` -> `1.36` */
export function minorOf(version: string): string {
  return /\d+\.\d+/.exec(version)?.[0] ?? '';
}

/** Node's codes of the usual case, a machine without a network, in words. */
const OFFLINE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'DNS does not answer',
  ECONNREFUSED: 'the connection was refused',
  ENETUNREACH: 'no route leads there',
  EHOSTUNREACH: 'no route leads there',
  ETIMEDOUT: 'no answer came in time',
};

function reasonOf(error: unknown, url: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const why = OFFLINE[code];
  return why === undefined ? message : `${new URL(url).host}: ${why} (${code})`;
}

/** @param until - milliseconds since 1970 after which nobody waits any more */
async function fetchVersion(view: Network, url: string, until: number): Promise<string> {
  const timeoutMs = until - view.now().getTime();
  if (timeoutMs <= 0) throw new Error(`no time is left to ask ${url}`);
  const { status, body } = await view.httpGet(url, { timeoutMs });
  if (status !== 200) throw new Error(`${url} answered with status ${status}`);
  const version = exactVersion(body.trim());
  if (version === undefined) throw new Error(`${url} answered with something that is no version`);
  return version;
}

/** A client that is itself no release names a version that has images: the one before the builds that follow it. */
function fallbackVersion(clientVersion: string): string {
  const { major, minor, patch, prerelease } = parseKubernetesVersion(clientVersion) ?? {
    major: 0,
    minor: 0,
    patch: 0,
    prerelease: [],
  };
  const [stage, number] = prerelease;
  if (stage === undefined) return clientVersion;
  if (patch > 0) return `v${major}.${minor}.${patch - 1}`;
  return `v${major}.${minor}.0-${stage}.${number ?? 0}`;
}

/** Whether this program can set up that version. */
export function checkedVersion(resolved: ResolvedVersion, clientVersion = CLIENT_VERSION): Finding<ResolvedVersion> {
  const { minimumControlPlane } = clientFacts(clientVersion);
  if (compareKubernetesVersions(resolved.version, minimumControlPlane) >= 0) return { value: resolved };
  return {
    wrong: `${resolved.version} is too old for this program, which sets up ${minimumControlPlane} and newer`,
    hint: `set kubernetesVersion to ${minimumControlPlane} or newer, or use an older release`,
  };
}
