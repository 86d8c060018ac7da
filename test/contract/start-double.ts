import { startApiServer } from '../support/api-server/api-server.ts';
import type { RunningServer, ServerSecrets } from './server-under-test.ts';

/** The in-process double, with the same certificates and tokens that the real one gets. */
export async function startDouble({ authority, serving, token }: ServerSecrets): Promise<RunningServer> {
  const tokens = { [token]: { name: 'token-user', groups: ['token-group'] } };
  const { url, close } = await startApiServer({ clientCa: authority.cert, ...serving, tokens });
  return { url, close };
}
