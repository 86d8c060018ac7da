import type { SandboxInfo } from '../../pkg/cri/runtime.ts';
import { describeError, hintOf } from '../../pkg/errors/kubeadm-error.ts';
import type { ResetContext } from '../reset-context.ts';

/** At once: enough to keep the runtime busy, few enough for its own limits and those of CNI plugins. */
const AT_ONCE = 8;

type Needs = Pick<ResetContext, 'host' | 'note' | 'warn'>;

/**
 * Stop and remove the containers of all Pods. What the runtime refuses is a warning, as is a runtime that does not
 * answer: everything else can be undone without it.
 */
export async function removeSandboxes(context: Needs, criSocket: string): Promise<void> {
  const { host, note, warn } = context;
  let sandboxes: readonly SandboxInfo[];
  try {
    sandboxes = await host.runtime(criSocket).listSandboxes();
  } catch (error) {
    const hint = hintOf(error);
    warn(
      `containers of Pods may be left: ${describeError(error)}${hint === undefined ? '' : ` (${hint})`}; ` +
        'once the runtime answers, run this command again or remove them with: crictl rmp -fa',
    );
    return;
  }
  const queue = [...sandboxes];
  let removed = 0;
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (await removeOne(context, next, criSocket)) removed += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (removed > 0) note(`removed the containers of ${removed} ${removed === 1 ? 'Pod' : 'Pods'}`);
}

async function removeOne(
  { host, warn }: Needs,
  { id, podName, podNamespace }: SandboxInfo,
  criSocket: string,
): Promise<boolean> {
  const pod = `${podNamespace}/${podName}`;
  try {
    await host.change({ kind: 'remove-sandbox', id, pod, criSocket, why: 'all Pods of this machine end' });
    return true;
  } catch (error) {
    warn(
      `the containers of Pod ${pod} are left: ${describeError(error)}; try: crictl stopp ${id.slice(0, 13)}; crictl rmp -f ${id.slice(0, 13)}`,
    );
    return false;
  }
}
