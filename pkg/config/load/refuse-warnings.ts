import { InvalidConfigError, type ConfigIssue } from '../issue.ts';

/**
 * Load a configuration so that every warning is an error (`--strict`): works around any loader.
 *
 * @param load - `() => loadInitConfig(...)`, for example
 * @throws InvalidConfigError naming errors and warnings alike
 */
export async function refuseWarnings<T extends { readonly warnings: readonly string[] }>(
  load: () => Promise<T>,
): Promise<T> {
  const loaded = await load().catch((error: unknown) => {
    if (!(error instanceof InvalidConfigError)) throw error;
    throw new InvalidConfigError([...error.issues, ...error.warnings.map(asIssue)]);
  });
  if (loaded.warnings.length > 0) throw new InvalidConfigError(loaded.warnings.map(asIssue));
  return loaded;
}

function asIssue(warning: string): ConfigIssue {
  return { path: '', message: warning };
}
