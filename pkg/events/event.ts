import type { Change } from '../host/change.ts';

/** A change as it may be shown: secrets are gone (`content` absent), modes are octal text. */
export type ShownChange =
  | ({ readonly kind: 'write-file' } & ShownFile)
  | { readonly kind: 'write-files'; readonly files: readonly ShownFile[] }
  | { readonly kind: Exclude<Change['kind'], 'write-file' | 'write-files'>; readonly [key: string]: unknown };

/** A file that is written. */
export interface ShownFile {
  readonly path: string;
  readonly mode: string;
  readonly content?: string;
}

/** Everything that a run tells about itself. Reporters turn the stream into text, a live view or JSON lines. */
export type Event =
  | { readonly type: 'phase-started'; readonly phase: string; readonly summary: string }
  | { readonly type: 'phase-skipped'; readonly phase: string; readonly reason: string }
  | { readonly type: 'phase-finished'; readonly phase: string; readonly milliseconds: number }
  | { readonly type: 'phase-failed'; readonly phase: string; readonly message: string }
  /** Something worth knowing; `phase` says where. */
  | { readonly type: 'note'; readonly phase?: string; readonly message: string }
  | { readonly type: 'warning'; readonly phase?: string; readonly message: string }
  /** Detail for `-v`; `level` as in klog. */
  | { readonly type: 'detail'; readonly level: number; readonly message: string }
  | { readonly type: 'waiting'; readonly what: string; readonly reason: string; readonly milliseconds: number }
  | { readonly type: 'progress'; readonly what: string; readonly detail: string }
  | { readonly type: 'change'; readonly change: ShownChange }
  | { readonly type: 'result'; readonly [key: string]: unknown }
  | { readonly type: 'error'; readonly code: string; readonly message: string; readonly hint?: string };

export type Emit = (event: Event) => void;
