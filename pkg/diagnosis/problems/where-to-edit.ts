import type { ProblemFacts, Subject } from '../known-problem.ts';

const ARGUMENTS: Readonly<Record<Subject, string>> = {
  kubelet: 'nodeRegistration.kubeletExtraArgs',
  etcd: 'etcd.local.extraArgs',
  'kube-apiserver': 'apiServer.extraArgs',
  'kube-controller-manager': 'controllerManager.extraArgs',
  'kube-scheduler': 'scheduler.extraArgs',
};

/** Where the configuration gives arguments to this subject. */
export function argumentsField({ subject }: ProblemFacts): string {
  return ARGUMENTS[subject];
}

/** Where the configuration gives folders of the host to this subject. */
export function volumesField(facts: ProblemFacts): string {
  return argumentsField(facts).replace('extraArgs', 'extraVolumes');
}

/** The runtime's service, guessed from its socket, for commands in hints. */
export function runtimeService({ criSocket }: ProblemFacts): string {
  if (criSocket.includes('crio')) return 'crio';
  if (criSocket.includes('cri-dockerd')) return 'cri-docker';
  return 'containerd';
}
