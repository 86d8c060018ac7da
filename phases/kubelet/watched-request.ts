import type { HostView } from '../../pkg/host/host.ts';
import { csrState, type CsrQuestion, type CsrState } from '../../pkg/kubelet/csr-state.ts';

/** A kubelet that can reach the cluster has its certificate by then: earlier it is not worth asking. */
const FIRST_ASK_MS = 4_000;
const ASK_EVERY_MS = 3_000;
/** A refused request may be that of an earlier join: the kubelet makes a new one within this, where it can. */
const REFUSED_FOR_MS = 15_000;

/** The kubelet's request as the cluster shows it, asked for now and then. */
export interface WatchedRequest {
  /** Ask if it is time to. @returns the last answer; `undefined` before the first */
  look(): Promise<CsrState | undefined>;
  /** Ask now. */
  ask(): Promise<CsrState>;
  /** Whether the last answers were all the same refusal, so that waiting longer cannot help. */
  isRefused(): boolean;
}

/** @param kubeconfig - with what the kubelet asks for its certificate: who may make requests may list them */
export function watchRequest(host: HostView, kubeconfig: string, question: CsrQuestion): WatchedRequest {
  const reader = host.clusterOf(kubeconfig, { timeoutMs: 0 });
  const now = (): number => host.now().getTime();
  let latest: CsrState | undefined;
  let since = now();
  let next = now() + FIRST_ASK_MS;
  const ask = async (): Promise<CsrState> => {
    const state = await csrState(reader, question);
    if (latest === undefined || keyOf(state) !== keyOf(latest)) since = now();
    latest = state;
    next = now() + ASK_EVERY_MS;
    return state;
  };
  return {
    ask,
    look: async () => (now() < next ? latest : ask()),
    isRefused: () => (latest?.kind === 'denied' || latest?.kind === 'failed') && now() - since >= REFUSED_FOR_MS,
  };
}

function keyOf(state: CsrState): string {
  return `${state.kind} ${'name' in state ? state.name : ''}`;
}
