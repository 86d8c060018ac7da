import { localEndpoint } from '../../pkg/net/endpoint.ts';
import type { Upgrading } from './upgrading.ts';

/** What was asked before the port was closed has so long to be answered. */
const DRAIN_MS = 4_000;
const LOOK_TIMEOUT_MS = 1_000;

/**
 * An API server that was told to end closes its port at once, and then often lives on until the kubelet kills it after
 * 30 s, because watches are still open: so long nobody is served by it, and its successor does not start. A few seconds
 * after it has closed its port, it is ended.
 *
 * @returns to be called again and again while the old Pod runs
 */
export function endingHastener({ host, config, note }: Upgrading['context']): () => Promise<void> {
  const { criSocket } = config.nodeRegistration;
  let closedSince: number | undefined;
  let done = false;
  return async () => {
    if (done) return;
    const now = host.now().getTime();
    if (!(await isClosed())) return void (closedSince = undefined);
    closedSince ??= now;
    if (now - closedSince < DRAIN_MS) return;
    done = true;
    const containers = await host.runtime(criSocket).listContainers({ component: 'kube-apiserver' });
    const old = containers.find(({ state, podNamespace }) => state === 'running' && podNamespace === 'kube-system');
    if (old === undefined) return;
    note('the old kube-apiserver has closed its port and serves nobody any more: it is ended');
    await host.change({ kind: 'stop-container', id: old.id, name: 'kube-apiserver', criSocket });
  };

  /** Refused, that is: whoever answers in any way still has it open. */
  async function isClosed(): Promise<boolean> {
    try {
      await host.httpGet(`${localEndpoint(config)}/livez`, { timeoutMs: LOOK_TIMEOUT_MS });
      return false;
    } catch (error) {
      return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ECONNREFUSED';
    }
  }
}
