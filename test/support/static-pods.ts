import { createHash } from 'node:crypto';
import type { SandboxInfo } from '../../pkg/cri/runtime.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { HttpResult } from '../../pkg/host/host.ts';
import type { MachineOptions } from './healthy-machine.ts';

/** What becomes of a manifest: the kubelet does not take it, or what it runs is not healthy. */
export type Fate = 'ignored' | 'sick' | undefined;

export interface StaticPodsOptions {
  readonly fate?: (component: string, manifest: string) => Fate;
  /** Called before each change, as the machine's own option. */
  readonly onChange?: (change: Change) => void;
}

const MANIFEST = /^\/etc\/kubernetes\/manifests\/(.+)\.yaml$/;
const HEALTH = { 'kube-controller-manager': '10257/healthz', 'kube-scheduler': '10259/livez' } as const;

/** Options of a machine whose kubelet runs the static Pods of its manifests, as far as a runtime and health endpoints show it. */
export function withStaticPods({ fate, onChange }: StaticPodsOptions = {}): MachineOptions & {
  /** Components in the order in which their Pods were started, since the beginning. */
  readonly started: string[];
} {
  const sandboxes = new Map<string, SandboxInfo>();
  const sick = new Set<string>();
  const started: string[] = [];
  const healthOf = (component: string): HttpResult =>
    sick.has(component) ? { status: 500, body: 'out of order' } : { status: 200, body: 'ok' };
  const see = (change: Change): void => {
    const component = 'path' in change ? MANIFEST.exec(change.path)?.[1] : undefined;
    if (component === undefined) return;
    if (change.kind === 'remove-file') sandboxes.delete(component);
    if (change.kind !== 'write-file') return;
    const verdict = fate?.(component, change.content);
    if (verdict === 'ignored') return;
    sick.delete(component);
    if (verdict === 'sick') sick.add(component);
    const configHash = createHash('sha256').update(change.content).digest('hex').slice(0, 32);
    if (sandboxes.get(component)?.configHash !== configHash) started.push(component);
    const pod = { podName: `${component}-cp1`, podNamespace: 'kube-system', ready: true };
    sandboxes.set(component, { id: `${component}-${started.length}`, ...pod, configHash });
  };
  return {
    started,
    runtime: { listSandboxes: async () => [...sandboxes.values()] },
    apiGet: () => healthOf('kube-apiserver'),
    http: Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(HEALTH).map(([component, where]) => [
          `https://127.0.0.1:${where}`,
          { get: () => healthOf(component), enumerable: true },
        ]),
      ),
    ),
    onChange: (change) => {
      onChange?.(change);
      see(change);
    },
  };
}
