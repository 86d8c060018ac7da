import type { Emit } from '../../pkg/events/event.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import type { KeyPool } from '../../pkg/pki/key-pool.ts';

/** How a command wants to meet the cluster. */
export interface HostRequest {
  readonly emit: Emit;
  readonly kubeconfig: string;
  readonly server: string | undefined;
  readonly apiCallTimeoutMs: number;
  readonly unreachableIsAbsent: boolean;
}

/** The machine that a command works on: this one, or a simulated one in tests and in the demo. */
export interface Machine {
  readonly view: HostView;
  /** Files without the prefix of `--rootfs`: where a configuration file may be as well. */
  readonly outside: Pick<HostView, 'stat' | 'readFile'>;
  readonly startedAt: Date;
  readonly keys: KeyPool;
  host(request: HostRequest): Host;
  /** Wait a moment for what its hosts do in the background; the rest goes on by itself. @returns why some of it failed */
  settle(): Promise<readonly unknown[]>;
  close(): void;
}
