import { readFile } from 'node:fs/promises';
import { connectEtcd } from '../../../pkg/etcd/connect-etcd.ts';
import type { Etcd } from '../../../pkg/etcd/etcd.ts';
import type { EtcdPeer } from '../../../manifests/components/etcd.ts';
import { EtcdCluster, type MemberPlace } from '../../support/etcd/etcd-cluster.ts';
import { requirePart } from '../../support/parts.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';

/** An etcd that the suites speak to: real processes, or the simulated cluster that the tests of the phases use. */
export interface EtcdUnderTest {
  place(name: string): Promise<MemberPlace>;
  /** @param peers - the members of the cluster that it joins, itself among them; empty for a new cluster */
  start(place: MemberPlace, peers?: readonly EtcdPeer[]): Promise<void>;
  stop(place: MemberPlace): Promise<void>;
  client(...places: readonly MemberPlace[]): Etcd;
  end(): Promise<void>;
}

/** What each suite runs against. `prepare` is to be called in a `before` hook. */
export const SERVERS: readonly {
  readonly title: string;
  prepare(context: Mocha.Context): Promise<EtcdUnderTest>;
}[] = [
  { title: 'a simulated etcd', prepare: async () => simulated() },
  { title: 'a real etcd', prepare: async (context) => real(await requirePart(context, 'etcd')) },
];

async function real(program: string): Promise<EtcdUnderTest> {
  const cluster = await EtcdCluster.prepare(program);
  const view = { readFile: (path: string) => readFile(path, 'utf8') };
  return {
    place: (name) => cluster.place(name),
    start: (place, peers) => cluster.start(place, peers),
    stop: (place) => cluster.stop(place),
    client: (...places) => connectEtcd(view, cluster.access(...places)),
    end: () => cluster.end(),
  };
}

function simulated(): EtcdUnderTest {
  const etcd = new SimulatedEtcd();
  return {
    place: async (name) => {
      const address = `192.0.2.${name.replace(/\D/g, '')}`;
      return { name, clientUrl: `https://${address}:2379`, peerUrl: `https://${address}:2380`, ports: [] };
    },
    start: async (place, peers = []) => {
      if (peers.length === 0) etcd.found(place.peerUrl);
      etcd.start(place);
    },
    stop: async ({ name }) => {
      etcd.named(name).running = false;
    },
    client: (...places) => etcd.connect({ endpoints: places.map(({ clientUrl }) => clientUrl) }),
    end: async () => undefined,
  };
}
