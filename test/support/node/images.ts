import { spawnSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  coreDnsImage,
  etcdImage,
  kubernetesImage,
  pauseImage,
  type KubernetesImage,
} from '../../../pkg/config/images.ts';
import { exampleConfig } from '../example-config.ts';
import { findProgram } from '../parts.ts';
import type { Binaries, EarlierBinaries } from './binaries.ts';
import { packImage, type ImageContents } from './image-archive.ts';
import { pauseProgram } from './pause-program.ts';

const STATIC_PODS: readonly KubernetesImage[] = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
/**
 * A new member of etcd serves nobody until it has told the others its name, and where that is lost in the first snapshot
 * it tries again after 7 s (ReqTimeout in server/config). Red Hat's builds wait 27 s unless told otherwise.
 */
const ETCD_PATIENCE = 'OPENSHIFT_ETCD_HARDWARE_DELAY_TIMEOUT=5';
const IPTABLES = ['iptables', 'iptables-save', 'iptables-restore', 'ip6tables', 'ip6tables-save', 'ip6tables-restore'];

/** The images of a control plane, under the names that this program looks for. @returns paths of the archives */
export async function packImages(binaries: Binaries, folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const image of imagesOf(binaries)) {
    const path = join(folder, `${basename(image.reference).replace(':', '-')}.tar`);
    await packImage(path, image);
    paths.push(path);
  }
  return paths;
}

function imagesOf(binaries: Binaries): readonly ImageContents[] {
  const { kube, kubernetesVersion, earlier } = binaries;
  const { cluster } = exampleConfig({ cluster: { kubernetesVersion } });
  return [
    ...kubernetesImages(binaries),
    ...(earlier === undefined ? [] : kubernetesImages(earlier)),
    { reference: etcdImage(cluster), files: program(kube, 'etcd'), env: [ETCD_PATIENCE] },
    {
      reference: coreDnsImage(cluster),
      files: { '/coredns': join(kube, 'coredns'), ...libraries([join(kube, 'coredns')]) },
      entrypoint: ['/coredns'],
    },
    { reference: pauseImage(cluster), files: { '/pause': pauseProgram() }, entrypoint: ['/pause'] },
  ];
}

/** What is released as Kubernetes, in one version. */
function kubernetesImages({ kube, kubernetesVersion }: EarlierBinaries): readonly ImageContents[] {
  const { cluster } = exampleConfig({ cluster: { kubernetesVersion } });
  return [
    ...STATIC_PODS.map((name) => ({ reference: kubernetesImage(cluster, name), files: program(kube, name) })),
    { reference: kubernetesImage(cluster, 'kube-proxy'), files: { ...program(kube, 'kube-proxy'), ...packetFilter() } },
  ];
}

function program(folder: string, name: string): Readonly<Record<string, string>> {
  const path = join(folder, name);
  return { [`/usr/local/bin/${name}`]: path, ...libraries([path]) };
}

/** What kube-proxy calls, with the extensions of iptables and all that these link. */
function packetFilter(): Readonly<Record<string, string>> {
  const tables = realpathSync(programPath('iptables-nft'));
  const tools = { '/usr/sbin/nft': programPath('nft'), '/usr/sbin/conntrack': programPath('conntrack') };
  const extensions = extensionsOf(libraries([tables]));
  return {
    ...Object.fromEntries(IPTABLES.map((name) => [`/usr/sbin/${name}`, tables])),
    ...tools,
    ...Object.fromEntries(extensions.map((path) => [path, path])),
    ...libraries([tables, ...Object.values(tools), ...extensions]),
  };
}

/** Extensions lie beside the library that loads them: in its folder, below `xtables`. */
function extensionsOf(linked: Readonly<Record<string, string>>): readonly string[] {
  const library =
    Object.keys(linked).find((path) => basename(path).startsWith('libxtables.so')) ?? '/usr/lib/libxtables.so';
  const folder = join(realpathSync(dirname(library)), 'xtables');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.so'))
    .map((name) => join(folder, name));
}

/** Shared libraries and the loader, by the path at which programs look for them. Static programs have none. */
function libraries(programs: readonly string[]): Readonly<Record<string, string>> {
  const said = spawnSync('ldd', [...programs], { encoding: 'utf8' }).stdout;
  const paths = [...said.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, path = '']) => path);
  return Object.fromEntries([...new Set(paths)].map((path) => [path, realpathSync(path)]));
}

function programPath(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is gone`);
  return path;
}
