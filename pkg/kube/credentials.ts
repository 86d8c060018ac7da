import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';

/** What a kubeconfig says of its current cluster and user, ready to be used. */
export interface Credentials {
  readonly server: URL;
  /** The kubeconfig's user entry, for messages. */
  readonly user: string | undefined;
  readonly tls: Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'rejectUnauthorized'>;
  readonly headers: Readonly<Record<string, string>>;
  /** Basic authentication, where a kubeconfig has it. */
  readonly auth?: string | undefined;
  /** Speaks to the proxy in between, where there is one. */
  readonly proxyAgent?: Agent | undefined;
}
