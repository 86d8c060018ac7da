import type { ContainerInfo } from '../../pkg/cri/runtime.ts';

/** A container of a static Pod on node `cp1`, running well unless told otherwise. */
export function exampleContainer(name: string, parts: Partial<ContainerInfo> = {}): ContainerInfo {
  return {
    id: `${name}-0`,
    name,
    podName: `${name}-cp1`,
    podNamespace: 'kube-system',
    state: 'running',
    restartCount: 0,
    exitCode: undefined,
    reason: '',
    message: '',
    image: `registry.k8s.io/${name}:v1.36.2`,
    logPath: `/var/log/pods/${name}/0.log`,
    createdAt: new Date('2026-01-02T03:04:05Z'),
    ...parts,
  };
}

/** A container's log as a CRI runtime writes it. */
export function criLog(...lines: readonly string[]): string {
  return lines.map((line) => `2026-01-02T03:04:06.123456789Z stderr F ${line}\n`).join('');
}
