import type { HostView } from '../host/host.ts';
import type { Etcd, EtcdAccess } from './etcd.ts';

/** A client for an etcd cluster. Nothing is read or sent before the first call. */
export function connectEtcd(view: Pick<HostView, 'readFile'>, access: EtcdAccess): Etcd {
  throw new Error(`not built yet: ${typeof view}, ${access.endpoints.join()}`);
}
