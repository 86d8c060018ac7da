import type { HostView } from '../../pkg/host/host.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { API_SERVER_MANIFEST, ETCD_MANIFEST } from './paths.ts';

/** Where the manifest of the API server says how it is reached from outside (`ip:port`). */
const ENDPOINT_ANNOTATION = 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint';
const ETCD_DATA_VOLUME = 'etcd-data';

/** What the static Pod of etcd on this machine tells of its member. Anything may be missing. */
export interface EtcdManifest {
  readonly memberName: string | undefined;
  readonly peerUrl: string | undefined;
  /** Of this member, the loopback address first. */
  readonly clientUrls: readonly string[];
  /** `https://host:2379` of the members that it was started with. */
  readonly firstMembers: readonly string[];
  readonly dataDir: string | undefined;
}

/** @returns `missing` without a manifest; empty facts where it cannot be understood */
export async function readEtcdManifest(view: Pick<HostView, 'readFile'>): Promise<EtcdManifest | 'missing'> {
  const text = await view.readFile(ETCD_MANIFEST).catch(unreadable);
  if (text === undefined) return 'missing';
  const pod = parsed(text);
  const flags = flagsOf(pod);
  return {
    memberName: flags.get('name'),
    peerUrl: urls(flags.get('initial-advertise-peer-urls'))[0],
    clientUrls: [...urls(flags.get('listen-client-urls')), ...urls(flags.get('advertise-client-urls'))],
    firstMembers: urls(flags.get('initial-cluster')?.replace(/(^|,)[^,=]*=/g, '$1')).map(clientUrlOf),
    dataDir: hostPathOf(pod, ETCD_DATA_VOLUME),
  };
}

/** The address that the API server of this machine tells others, read from its manifest. */
export async function readAdvertiseAddress(view: Pick<HostView, 'readFile'>): Promise<string | undefined> {
  const text = await view.readFile(API_SERVER_MANIFEST).catch(unreadable);
  const annotation = at(
    at(at(text === undefined ? undefined : parsed(text), 'metadata'), 'annotations'),
    ENDPOINT_ANNOTATION,
  );
  return typeof annotation === 'string' ? annotation.replace(/:\d+$/, '') : undefined;
}

/** It is there, and tells nothing. */
function unreadable(): string {
  return '';
}

/** A manifest that is damaged tells nothing: that is no reason not to reset the machine. */
function parsed(text: string): unknown {
  try {
    return readYaml(text);
  } catch {
    return undefined;
  }
}

function flagsOf(pod: unknown): ReadonlyMap<string, string> {
  const container = items(at(at(pod, 'spec'), 'containers'))[0];
  const words = [...items(at(container, 'command')), ...items(at(container, 'args'))];
  const flags = words.flatMap((word) => {
    const [, name, value] = /^--?([\w-]+)=(.*)$/s.exec(String(word)) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return new Map(flags);
}

function hostPathOf(pod: unknown, volume: string): string | undefined {
  const found = items(at(at(pod, 'spec'), 'volumes')).find((each) => at(each, 'name') === volume);
  const path = at(at(found, 'hostPath'), 'path');
  return typeof path === 'string' && path.startsWith('/') ? path : undefined;
}

function urls(list: string | undefined): readonly string[] {
  return (list ?? '').split(',').filter((url) => URL.canParse(url));
}

/** Members that kubeadm makes listen for clients on the standard port of the address that their peers use. */
function clientUrlOf(peerUrl: string): string {
  const url = new URL(peerUrl);
  return `${url.protocol}//${url.hostname}:2379`;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
