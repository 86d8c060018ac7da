import { stateOf, type Inspected } from '../../pkg/inspection/inspected.ts';
import type { Verification } from './verification.ts';

/** How many things are not right. */
export interface Count {
  /** That were there to be judged. */
  readonly looked: number;
  readonly errors: number;
  readonly warnings: number;
  /** That cannot be judged before something else is mended. */
  readonly unknown: number;
}

/** Counted are files, not findings: one with two errors is one that is wrong. */
export function countOf({ items }: Verification): Count {
  const states = items.map(stateOf);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const [errors, warnings, unknown] = [count('error'), count('warning'), count('unknown')];
  return { looked: states.length - count('absent'), errors, warnings, unknown };
}

/** Those with errors. */
export function wrongOnes({ items }: Verification): readonly Inspected[] {
  return items.filter((item) => stateOf(item) === 'error');
}
