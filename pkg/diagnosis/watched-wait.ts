import { notHealthyError } from './describe-diagnosis.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import { createTroubleMemory } from './hopeless.ts';
import type { ComponentName, Subject } from './known-problem.ts';
import { describeError, KubeadmError } from '../errors/kubeadm-error.ts';
import type { Host, Readiness } from '../host/host.ts';
import { WAIT_ABORTED } from '../host/until.ts';
import type { Look } from './health-looks.ts';

/** Most control planes are up by then; looking into logs earlier would only cost them time. */
const FIRST_DIAGNOSIS_MS = 6_000;
const DIAGNOSIS_EVERY_MS = 5_000;

/** What the machine is to run. */
export interface WatchedWaitOptions {
  readonly criSocket: string;
  readonly components: readonly ComponentName[];
}

/**
 * Waits for several subjects, at once or one after the other, and knows why they are not ready: from some seconds on
 * it looks into logs now and then, tells what it finds as the reason, and gives up early where waiting is in vain.
 */
export class WatchedWait {
  readonly #host: Host;
  readonly #options: WatchedWaitOptions;
  readonly #begin: Date;
  readonly #healthy = new Set<Subject>();
  readonly #reasons = new Map<Subject, string>();
  readonly #trouble = createTroubleMemory();
  #nextDiagnosis: number;
  #latest: Diagnosis | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(host: Host, options: WatchedWaitOptions) {
    this.#host = host;
    this.#options = options;
    this.#begin = host.now();
    this.#nextDiagnosis = this.#begin.getTime() + FIRST_DIAGNOSIS_MS;
  }

  /**
   * Wait for one subject.
   *
   * @param timeoutMs - milliseconds
   * @param intervalMs - milliseconds between two looks, where one costs next to nothing; as any wait unless given
   * @returns milliseconds waited; `undefined` when no look was taken (a dry run)
   * @throws KubeadmError `kubelet-not-healthy` or `control-plane-not-healthy`, with a diagnosis
   */
  async wait(subject: Subject, look: Look, timeoutMs: number, intervalMs?: number): Promise<number | undefined> {
    let looked = false;
    const watchedLook = (): Promise<Readiness> => {
      looked = true;
      return this.#lookOnce(subject, look);
    };
    try {
      const waited = await this.#host.until(subject, watchedLook, {
        timeoutMs,
        ...(intervalMs === undefined ? {} : { intervalMs }),
      });
      return looked ? waited : undefined;
    } catch (error) {
      return this.stop(await this.#explained(error, subject, timeoutMs));
    }
  }

  isHealthy(subject: Subject): boolean {
    return this.#healthy.has(subject);
  }

  /** End all waits with this error, or with the one that ended them before. @throws that error */
  stop(error: unknown): never {
    this.#failure ??= { error };
    throw this.#failure.error;
  }

  async #lookOnce(subject: Subject, look: Look): Promise<Readiness> {
    this.#abortOnFailure();
    const readiness = await look().catch((error: unknown) => ({ notYet: describeError(error) }));
    if (readiness === true) {
      this.#healthy.add(subject);
      return true;
    }
    this.#reasons.set(subject, readiness.notYet);
    await this.#diagnoseWhenDue();
    this.#abortOnFailure();
    return { notYet: reasonOf(subject, readiness.notYet, this.#latest) };
  }

  #abortOnFailure(): void {
    if (this.#failure === undefined) return;
    throw new KubeadmError(WAIT_ABORTED, 'another wait has failed', { cause: this.#failure.error });
  }

  async #diagnoseWhenDue(): Promise<void> {
    if (this.#host.now().getTime() < this.#nextDiagnosis) return;
    this.#nextDiagnosis = Infinity;
    this.#latest = await this.#diagnose();
    const now = this.#host.now().getTime();
    this.#nextDiagnosis = now + DIAGNOSIS_EVERY_MS;
    const vain = this.#trouble.judge(this.#latest, now);
    if (vain === undefined) return;
    const diagnosis = { ...this.#latest, root: vain };
    this.#failure ??= { error: notHealthyError('waiting longer would not help', diagnosis, this.#options.criSocket) };
  }

  #diagnose(): Promise<Diagnosis> {
    const request = { ...this.#options, healthy: this.#healthy, reasons: this.#reasons, since: this.#begin };
    return diagnose(this.#host, request);
  }

  async #explained(error: unknown, subject: Subject, timeoutMs: number): Promise<unknown> {
    if (this.#failure !== undefined || !(error instanceof KubeadmError) || error.code !== 'wait-timeout') return error;
    const what = `${subject} did not become healthy within ${timeoutMs / 1000}s`;
    return notHealthyError(what, await this.#diagnose(), this.#options.criSocket);
  }
}

/** What a person reads while it waits: the deepest trouble known, or else what the last look said. */
function reasonOf(subject: Subject, said: string, diagnosis: Diagnosis | undefined): string {
  const root = diagnosis?.root;
  if (root?.finding === undefined) return said;
  return root.subject === subject ? root.verdict : `${root.subject} ${root.verdict}`;
}
