import type { ContainerInfo, RuntimeView } from '../cri/runtime.ts';
import { describeError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import type { ComponentName } from './known-problem.ts';
import { containerText, tailLines } from './log-lines.ts';
import { within } from './within.ts';

/** What the machine shows of one static Pod. */
export interface ContainerFacts {
  readonly manifestPresent: boolean;
  readonly image: string | undefined;
  readonly imagePresent: boolean | undefined;
  /** Newest first. */
  readonly containers: readonly ContainerInfo[];
  readonly hasSandbox: boolean | undefined;
  /** Lines of the newest container's log, preceded by those of the one before. */
  readonly log: readonly string[];
  /** Why the runtime could not be asked. */
  readonly runtimeError: string | undefined;
}

export interface ContainerQuestion {
  readonly component: ComponentName;
  readonly criSocket: string;
  readonly manifestPath: string;
  readonly timeoutMs: number;
}

/** Gather what the machine shows of one static Pod. Never throws, and takes no longer than three sources may. */
export async function containerFacts(view: HostView, question: ContainerQuestion): Promise<ContainerFacts> {
  const { component, criSocket, manifestPath, timeoutMs } = question;
  const runtime = view.runtime(criSocket);
  const [manifest, asked, hasSandbox] = await Promise.all([
    within(timeoutMs, () => view.readFile(manifestPath), undefined),
    listContainers(runtime, component, timeoutMs),
    within(timeoutMs, () => sandboxOf(runtime, component), undefined),
  ]);
  const image = manifest === undefined ? undefined : imageOf(manifest);
  const [imagePresent, ...logs] = await Promise.all([
    image === undefined
      ? undefined
      : within(timeoutMs, async () => (await runtime.imageId(image)) !== undefined, undefined),
    ...asked.containers.slice(0, 2).map((container) => logOf(view, container, timeoutMs)),
  ]);
  return {
    manifestPresent: manifest !== undefined,
    image,
    imagePresent,
    ...asked,
    hasSandbox,
    log: logs.reverse().flat(),
  };
}

async function listContainers(
  runtime: RuntimeView,
  component: ComponentName,
  timeoutMs: number,
): Promise<Pick<ContainerFacts, 'containers' | 'runtimeError'>> {
  const late = { containers: [], runtimeError: `no answer within ${timeoutMs / 1000}s` };
  return within(
    timeoutMs,
    async () => {
      try {
        const all = await runtime.listContainers({ component });
        return {
          containers: all.filter(({ podNamespace }) => podNamespace === 'kube-system'),
          runtimeError: undefined,
        };
      } catch (error) {
        return { containers: [], runtimeError: describeError(error) };
      }
    },
    late,
  );
}

async function sandboxOf(runtime: RuntimeView, component: ComponentName): Promise<boolean> {
  const sandboxes = await runtime.listSandboxes();
  return sandboxes.some(
    ({ podName, podNamespace, ready }) =>
      ready && podNamespace === 'kube-system' && podName.startsWith(`${component}-`),
  );
}

function imageOf(manifest: string): string | undefined {
  const [, image] = /^\s*(?:- )?"?image"?:\s*"?([^\s"]+)/m.exec(manifest) ?? [];
  return image;
}

async function logOf(view: HostView, { logPath }: ContainerInfo, timeoutMs: number): Promise<readonly string[]> {
  if (logPath === '') return [];
  const text = await within(timeoutMs, () => view.readFile(logPath), undefined);
  return text === undefined ? [] : containerText(tailLines(text));
}
