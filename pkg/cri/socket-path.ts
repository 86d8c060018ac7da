const SCHEME = 'unix://';

/**
 * The file behind an endpoint of a container runtime.
 *
 * @param endpoint - `unix:///run/x.sock`, or the bare path
 * @returns an absolute path
 */
export function socketPath(endpoint: string): string {
  return endpoint.startsWith(SCHEME) ? endpoint.slice(SCHEME.length) : endpoint;
}
