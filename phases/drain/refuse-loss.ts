import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { listed } from './listed.ts';
import { podName, type SortedPods } from './pods-to-go.ts';

/** Before anything is changed. @throws KubeadmError `drain-loses` */
export function refuseLoss({ emptyDirs, bare }: SortedPods): void {
  if (emptyDirs.length === 0 && bare.length === 0) return;
  const parts = [
    ...(bare.length === 0 ? [] : [`no controller would make ${listed(bare.map(podName))} anew`]),
    ...(emptyDirs.length === 0 ? [] : [`what is in the emptyDir of ${listed(emptyDirs.map(podName))} would be lost`]),
  ];
  const flags = [
    ...(bare.length === 0 ? [] : ['--delete-bare-pods']),
    ...(emptyDirs.length === 0 ? [] : ['--delete-emptydir-data']),
  ];
  throw new KubeadmError('drain-loses', `draining this node loses something: ${parts.join('; ')}`, {
    hint: `nothing was changed; move or delete these Pods yourself, or allow the loss with ${flags.join(' ')}`,
  });
}
