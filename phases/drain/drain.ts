import { hasCode } from '../../pkg/kube/api-error.ts';
import { describeError, hintOf, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { aborting } from '../awaited.ts';
import type { DrainSettings, UpgradeContext } from '../upgrade-context.ts';
import { undrainedSkips } from '../worker-skips.ts';
import { cordonOf, setCordon } from './cordon.ts';
import { listed } from './listed.ts';
import { isEnding, podName, sortPods, type Pod, type SortedPods } from './pods-to-go.ts';
import { refuseLoss } from './refuse-loss.ts';

/** An eviction that a budget does not allow is asked for again after so many milliseconds. */
const INTERVAL_MS = 1_000;
/** Empty the node before it is upgraded. */
export const drain: Step<UpgradeContext> = {
  name: 'drain',
  summary: 'Cordon the node and evict its Pods, as their disruption budgets allow it',
  details:
    'Part of a whole run only with --drain. Static Pods, those of DaemonSets and finished ones stay. Where a Pod has an ' +
    'emptyDir, or no controller that makes it anew, nothing is done at all: --delete-emptydir-data and --delete-bare-pods ' +
    'allow the loss. Where a budget keeps a Pod, it is told, and the eviction is tried again until --drain-timeout is over.',
  flags: ['delete-bare-pods', 'delete-emptydir-data', 'drain-timeout', 'kubeconfig'],
  skipReason: undrainedSkips,
  async run(context) {
    const { settings } = context;
    if (settings.drain === undefined) return;
    const { nodeRegistration } = (await context.node()).config;
    await new Drain(context, nodeRegistration.name, settings.drain).run();
  },
};

class Drain {
  readonly #context: Pick<UpgradeContext, 'host' | 'note'>;
  readonly #node: string;
  readonly #settings: DrainSettings;
  /** Pods that were evicted, and why others stay: by `namespace/name`. */
  readonly #evicted = new Set<string>();
  readonly #kept = new Map<string, string>();
  #hint: string | undefined;

  constructor(context: Pick<UpgradeContext, 'host' | 'note'>, node: string, settings: DrainSettings) {
    this.#context = context;
    this.#node = node;
    this.#settings = settings;
  }

  async run(): Promise<void> {
    const { host, note } = this.#context;
    const pods = await this.#pods();
    refuseLoss(pods);
    await this.#cordon();
    if (pods.go.length === 0) return note(`no Pod has to leave ${this.#node}`);
    note(`${counted(pods.go.length)} to leave ${this.#node}: ${listed(pods.go.map(podName))}`);
    try {
      await this.#evict(pods.go);
      await host.until(`Pods leave ${this.#node}`, () => this.#look(), {
        timeoutMs: this.#settings.timeoutMs,
        intervalMs: INTERVAL_MS,
      });
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #pods(): Promise<SortedPods> {
    return sortPods(this.#context.host, this.#node, this.#settings);
  }

  async #cordon(): Promise<void> {
    const { host, note } = this.#context;
    const cordon = await cordonOf(host, this.#node);
    if (cordon === 'of-somebody-else') return note(`${this.#node} was cordoned already, and stays so at the end`);
    if (cordon === 'ours') return note(`${this.#node} is cordoned since an earlier run`);
    await setCordon(host, this.#node, true);
    note(`${this.#node} is cordoned: no new Pods come`);
  }

  /** New Pods that must not be lost are no reason to wait: they came by themselves to a cordoned node. */
  async #look(): Promise<Readiness> {
    const { go } = await this.#pods();
    if (go.length === 0) return true;
    try {
      await this.#evict(go);
    } catch (error) {
      throw hasCode(error, 'api-forbidden', 'api-unauthorized', 'eviction-impossible') ? aborting(error) : error;
    }
    return { notYet: listed(go.map((pod) => this.#kept.get(podName(pod)) ?? `${podName(pod)} is ending`)) };
  }

  async #evict(pods: readonly Pod[]): Promise<void> {
    for (const pod of pods) if (!isEnding(pod)) await this.#evictOne(pod);
  }

  async #evictOne(pod: Pod): Promise<void> {
    const { host, note } = this.#context;
    const name = podName(pod);
    const { name: own, namespace = '' } = pod.metadata;
    try {
      const why = `${this.#node} is drained`;
      await host.change({ kind: 'evict-pod', name: own, namespace, why });
    } catch (error) {
      if (!hasCode(error, 'eviction-blocked')) throw error;
      if (!this.#kept.has(name)) note(`${describeError(error)}; it is tried again`);
      this.#kept.set(name, describeError(error));
      this.#hint = hintOf(error);
      return;
    }
    this.#kept.delete(name);
    if (this.#evicted.has(name)) return;
    this.#evicted.add(name);
    note(`evicted ${name}`);
  }

  #failure(error: unknown): unknown {
    // somebody pressed Ctrl-C: what is said then fits
    if (!(error instanceof KubeadmError)) return error;
    const goOn =
      'nothing but that was changed: run the same command again to go on, with a longer --drain-timeout if need be';
    const hint = error.code === 'wait-timeout' ? (this.#kept.size === 0 ? undefined : this.#hint) : hintOf(error);
    const code = error.code === 'wait-timeout' ? 'drain-timeout' : error.code;
    return new KubeadmError(code, error.message, { hint: hint === undefined ? goOn : `${hint}. ${goOn}` });
  }
}

function counted(count: number): string {
  return count === 1 ? '1 Pod has' : `${count} Pods have`;
}
