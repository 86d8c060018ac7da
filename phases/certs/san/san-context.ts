import type { ClusterConfiguration } from '../../../pkg/config/types.ts';
import type { APIEndpoint } from '../../../pkg/config/types.ts';
import type { InitContext } from '../../init-context.ts';

/** What adding names to the API server's certificate needs. */
export interface SanContext extends Pick<InitContext, 'host' | 'startedAt' | 'note' | 'warn' | 'result'> {
  /** Canonical, each once. */
  readonly names: readonly string[];
  readonly cluster: Pick<ClusterConfiguration, 'certificatesDir' | 'certificateValidityPeriod'>;
  /** Where this machine's API server is reached; `undefined` where it runs none as a static Pod. */
  readonly endpoint: APIEndpoint | undefined;
  /** The configuration file of `--config`: with one, the work goes on while no API server answers. */
  readonly configFile: string | undefined;
  /** `unix://...` */
  readonly criSocket: string;
  /** Milliseconds until a restarted API server has to be healthy. */
  readonly timeoutMs: number;
}

/** The command to give again, here or on another machine. */
export function sanCommand({ names }: Pick<SanContext, 'names'>): string {
  return `kubeadm-ts certs san add ${names.map((name) => (name.startsWith('*') ? `'${name}'` : name)).join(' ')}`;
}
