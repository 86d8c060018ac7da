import type { Etcd, EtcdAccess, EtcdMember, EtcdStatus } from '../../pkg/etcd/etcd.ts';
import { EtcdError } from '../../pkg/etcd/etcd-error.ts';
import { etcdOver, type Ask } from '../../pkg/etcd/etcd-over.ts';
import { quorumOf } from '../../pkg/etcd/quorum.ts';
import { shownId, wireId } from '../../pkg/etcd/member-id.ts';
import type { EtcdChange } from '../../pkg/host/etcd-overlay.ts';
import { refusalError } from '../../pkg/etcd/refusal-error.ts';

/** One member as a test sees and turns it. */
export interface SimulatedMember {
  readonly id: string;
  name: string;
  readonly peerUrls: string[];
  clientUrls: string[];
  learner: boolean;
  running: boolean;
  /** Entries that it has not got yet; each look at its status takes `catchesUpBy` off. */
  lag: number;
  readonly errors: string[];
}

export interface SimulatedEtcdOptions {
  /** Members that are there and run: `name` -> address. */
  readonly members?: Readonly<Record<string, string>>;
  /** Entries that a new learner has to copy; 0 unless given. */
  readonly lag?: number;
  /** Entries that a learner copies between two looks; all of them unless given. */
  readonly catchesUpBy?: number;
  /** Whether a new member serves nobody until its container is started anew. */
  readonly silent?: boolean;
  /** Whether a member whose manifest is written starts; it does unless given. */
  readonly starts?: boolean;
}

/** The log is as long as this when a test begins. */
const ENTRIES = 1000;
/** A leader promotes a learner that has so much of its log (etcd's readyPercent). */
const READY = 0.9;

/**
 * An etcd cluster in memory that answers as the gateway does. Each member answers under its client URLs; as a client
 * of its own (`members()`, `status()`) it is asked at all of them.
 */
export class SimulatedEtcd implements Etcd {
  readonly state: SimulatedMember[] = [];
  /** Server messages with which the next attempts to add, promote or remove are refused. */
  readonly refusals: string[] = [];
  readonly options: SimulatedEtcdOptions;
  #silent: boolean;
  #entries = ENTRIES;
  #ids = 0xa000n;

  constructor(options: SimulatedEtcdOptions = {}) {
    this.options = options;
    this.#silent = options.silent === true;
    for (const [name, address] of Object.entries(options.members ?? {})) {
      const peerUrl = `https://${address}:2380`;
      this.found(peerUrl);
      this.start({ name, peerUrl, clientUrl: `https://${address}:2379` });
    }
  }

  /** A member that is there from the beginning. */
  found(peerUrl: string): void {
    this.state.push(Object.assign(this.#newMember(peerUrl), { learner: false, lag: 0 }));
  }

  /** A client for these endpoints. */
  connect({ endpoints }: Pick<EtcdAccess, 'endpoints'>): Etcd {
    return etcdOver(endpoints, this.#ask);
  }

  members = (): Promise<readonly EtcdMember[]> => this.#everyone().members();
  status = (endpoint: string): Promise<EtcdStatus> => this.#everyone().status(endpoint);
  addLearner = (peerUrl: string): Promise<EtcdMember> => this.#everyone().addLearner(peerUrl);
  promote = (id: string): Promise<void> => this.#everyone().promote(id);
  remove = (id: string): Promise<void> => this.#everyone().remove(id);

  /** What a real host does with the change. */
  async apply(change: EtcdChange): Promise<void> {
    const client = this.connect(change.access);
    if (change.kind === 'add-etcd-learner') await client.addLearner(change.peerUrl);
    else if (change.kind === 'promote-etcd-member') await client.promote(change.id);
    else await client.remove(change.id);
  }

  /** A member's process comes up, and tells the others its name. */
  start({ name, peerUrl, clientUrl }: { name: string; peerUrl: string; clientUrl: string }): void {
    const member = this.state.find(({ peerUrls }) => peerUrls.includes(peerUrl));
    if (member !== undefined) Object.assign(member, { name, clientUrls: [clientUrl], running: true });
  }

  /** The kubelet runs what this manifest says. @returns whether the member starts */
  startManifest(content: string): boolean {
    const argument = (name: string): string => new RegExp(`--${name}=([^\\s'"]+)`).exec(content)?.[1] ?? '';
    if (this.options.starts === false) return false;
    const clientUrl = argument('advertise-client-urls');
    this.start({ name: argument('name'), peerUrl: argument('initial-advertise-peer-urls'), clientUrl });
    return true;
  }

  /** The kubelet started the member's container anew. */
  restarted(): void {
    this.#silent = false;
  }

  named(name: string): SimulatedMember {
    const member = this.state.find((each) => each.name === name);
    if (member === undefined) throw new Error(`no member ${name}`);
    return member;
  }

  #everyone(): Etcd {
    return this.connect({ endpoints: this.state.flatMap(({ clientUrls }) => clientUrls) });
  }

  #newMember(peerUrl: string): SimulatedMember {
    const id = shownId((this.#ids += 1n).toString());
    const { lag = 0 } = this.options;
    return { id, name: '', peerUrls: [peerUrl], clientUrls: [], learner: true, running: false, lag, errors: [] };
  }

  get #voters(): readonly SimulatedMember[] {
    return this.state.filter(({ learner }) => !learner);
  }

  get #leader(): SimulatedMember | undefined {
    const running = this.#voters.filter((member) => member.running);
    return running.length >= quorumOf(this.#voters.length) ? running[0] : undefined;
  }

  readonly #ask: Ask = async (endpoint, path, body) => {
    const member = this.state.find(({ clientUrls, running }) => running && clientUrls.includes(endpoint));
    if (member === undefined) {
      throw new EtcdError(
        'etcd-unreachable',
        endpoint,
        'is not there: nothing listens (connection refused)',
        'start it',
      );
    }
    if (member.learner && this.#silent) {
      throw new EtcdError('etcd-unreachable', endpoint, 'does not answer', 'wait');
    }
    if (path === 'maintenance/status') return this.#statusOf(member);
    const refuse = (said: string): never => {
      throw refusalError(endpoint, 503, `etcdserver: ${said}`);
    };
    if (member.learner) refuse('rpc not supported for learner');
    if (path === 'cluster/member/list') {
      if (this.#leader === undefined && 'linearizable' in body && body.linearizable === true) refuse('no leader');
      return { members: this.state.map(onWire) };
    }
    // membership is checked before anything is proposed
    const refusal =
      this.refusals.shift() ?? this.#refusalOf(path, body) ?? (this.#leader === undefined ? 'no leader' : undefined);
    return refusal === undefined ? this.#carryOut(path, body) : refuse(refusal);
  };

  #statusOf(member: SimulatedMember): object {
    const leader = this.#leader;
    const raftIndex = this.#entries - member.lag;
    member.lag = Math.max(0, member.lag - (this.options.catchesUpBy ?? Infinity));
    return {
      header: { member_id: wireId(member.id), revision: String(this.#entries) },
      version: '3.6.13',
      leader: leader === undefined ? '0' : wireId(leader.id),
      raftIndex: String(raftIndex),
      raftAppliedIndex: String(raftIndex),
      dbSize: '20480',
      errors: [...member.errors, ...(leader === undefined ? ['etcdserver: no leader'] : [])],
      ...(member.learner ? { isLearner: true } : {}),
    };
  }

  #refusalOf(path: string, body: object): string | undefined {
    if (path === 'cluster/member/add') {
      if (this.state.some(({ peerUrls }) => peerUrls.some((url) => peerUrlsIn(body).includes(url))))
        return 'Peer URLs already exists';
      if (this.state.some(({ learner }) => learner)) return 'too many learner members in cluster';
      return this.#voters.every(({ running }) => running) ? undefined : 'unhealthy cluster';
    }
    const member = this.#idIn(body);
    if (member === undefined) return 'member not found';
    if (path === 'cluster/member/remove') {
      const after = this.#voters.filter((each) => each !== member);
      const kept = after.filter(({ running }) => running).length >= quorumOf(after.length);
      return member.learner || kept ? undefined : 'unhealthy cluster';
    }
    if (!member.learner) return 'can only promote a learner member';
    const ready = member.running && this.#entries - member.lag >= this.#entries * READY;
    return ready ? undefined : 'can only promote a learner member which is in sync with leader';
  }

  #carryOut(path: string, body: object): object {
    this.#entries += 1;
    if (path === 'cluster/member/add') {
      const member = this.#newMember(String(peerUrlsIn(body)[0]));
      this.state.push(member);
      return { member: onWire(member), members: this.state.map(onWire) };
    }
    const member = this.#idIn(body);
    if (member !== undefined && path === 'cluster/member/promote') member.learner = false;
    else
      this.state.splice(
        this.state.findIndex((each) => each === member),
        1,
      );
    return { members: this.state.map(onWire) };
  }

  #idIn(body: object): SimulatedMember | undefined {
    return 'ID' in body ? this.state.find(({ id }) => wireId(id) === body.ID) : undefined;
  }
}

function peerUrlsIn(body: object): readonly unknown[] {
  return 'peerURLs' in body && Array.isArray(body.peerURLs) ? body.peerURLs : [];
}

/** The gateway leaves out what has its zero value. */
function onWire({ id, name, peerUrls, clientUrls, learner }: SimulatedMember): object {
  return {
    ID: wireId(id),
    peerURLs: [...peerUrls],
    ...(name === '' ? {} : { name, clientURLs: [...clientUrls] }),
    ...(learner ? { isLearner: true } : {}),
  };
}
