import type { ClusterConfiguration } from './types.ts';
import { releaseFacts } from '../version/release-facts.ts';

/** Where released images live. */
export const DEFAULT_IMAGE_REPOSITORY = 'registry.k8s.io';
/** Where images of CI builds live. */
const CI_IMAGE_REPOSITORY = 'gcr.io/k8s-staging-ci-images';

export type KubernetesImage = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kube-proxy';

/** The image of a component that is released with Kubernetes. */
export function kubernetesImage(cluster: ClusterConfiguration, name: KubernetesImage): string {
  const ci = cluster.ciVersion && cluster.imageRepository === DEFAULT_IMAGE_REPOSITORY;
  return `${ci ? CI_IMAGE_REPOSITORY : cluster.imageRepository}/${name}:${imageTag(cluster.kubernetesVersion)}`;
}

/** The image of the local etcd member; its repository and tag may be the user's. */
export function etcdImage(cluster: ClusterConfiguration): string {
  const own = cluster.etcd.local;
  const repository = own?.imageRepository || cluster.imageRepository;
  return `${repository}/etcd:${own?.imageTag || releaseFacts(cluster.kubernetesVersion).etcdTag}`;
}

/** The CoreDNS image. Only the official registry keeps it one folder deeper. */
export function coreDnsImage(cluster: ClusterConfiguration): string {
  const repository = cluster.dns.imageRepository || cluster.imageRepository;
  const name = repository === DEFAULT_IMAGE_REPOSITORY ? 'coredns/coredns' : 'coredns';
  return `${repository}/${name}:${cluster.dns.imageTag || releaseFacts(cluster.kubernetesVersion).coreDnsTag}`;
}

/** The sandbox (pause) image. */
export function pauseImage(cluster: Pick<ClusterConfiguration, 'imageRepository' | 'kubernetesVersion'>): string {
  return `${cluster.imageRepository}/pause:${releaseFacts(cluster.kubernetesVersion).pauseTag}`;
}

/** Every image that a control-plane node needs, in the order in which they are listed and pulled. */
export function controlPlaneImages(cluster: ClusterConfiguration): readonly string[] {
  return [
    kubernetesImage(cluster, 'kube-apiserver'),
    kubernetesImage(cluster, 'kube-controller-manager'),
    kubernetesImage(cluster, 'kube-scheduler'),
    ...(cluster.proxy.disabled ? [] : [kubernetesImage(cluster, 'kube-proxy')]),
    ...(cluster.dns.disabled ? [] : [coreDnsImage(cluster)]),
    pauseImage(cluster),
    ...(cluster.etcd.external === undefined ? [etcdImage(cluster)] : []),
  ];
}

/** A version as an image tag: `+` and whatever else a tag cannot hold becomes `_`. */
export function imageTag(version: string): string {
  return version.replace(/[^-\w.]/g, '_');
}
