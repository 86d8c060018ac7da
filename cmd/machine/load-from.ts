import { InvalidConfigError } from '../../pkg/config/issue.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { Machine } from './machine.ts';

/** What a loader of configuration returns. */
export interface Loaded {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Load a configuration and tell its warnings and notes. A file named by `--config` may stand below the root of
 * `--rootfs` or outside of it.
 */
export async function loadFrom<T extends Loaded>(
  machine: Pick<Machine, 'view' | 'outside'>,
  file: string | undefined,
  { emit }: Pick<Reporter, 'emit'>,
  load: (view: HostView) => Promise<T>,
): Promise<T> {
  const inside = file === undefined || (await machine.view.stat(file)) !== undefined;
  const where = (path: string) => (inside || path !== file ? machine.view : machine.outside);
  const view: HostView = Object.assign(Object.create(machine.view) as HostView, {
    stat: (path: string) => where(path).stat(path),
    readFile: (path: string) => where(path).readFile(path),
  });
  try {
    const loaded = await load(view);
    loaded.warnings.forEach((message) => emit({ type: 'warning', message }));
    loaded.notes.forEach((message) => emit({ type: 'note', message }));
    return loaded;
  } catch (error) {
    // what would only be warned of is often the reason of an error: a misspelt field, for example
    if (error instanceof InvalidConfigError) error.warnings.forEach((message) => emit({ type: 'warning', message }));
    throw error;
  }
}
