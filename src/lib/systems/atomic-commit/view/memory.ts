import {
  counted,
  eventReader,
  Rec,
  type Micros,
  type NodeSpec,
  type RunResult,
  type Trace,
} from '../../../sim';
import { levelAt } from '../../../views/picture-nodes';
import type { Moved } from '../nodes/transaction';
import type { CommitWorld } from '../world';

/** Something that a place remembers of a transaction. */
export interface Entry {
  readonly tx: number;
  readonly user: number;
  readonly state: string;
  /** Since when, µs. */
  readonly since: Micros;
}

/** Where something may be remembered. */
export interface Place {
  readonly id: string;
  readonly label: string;
  readonly kind: 'visitors' | 'instance' | 'coordinator' | 'database';
  /** Crashed, or off: nothing is in its memory. */
  readonly isDown: boolean;
  readonly memory: readonly Entry[];
  readonly disk: readonly Entry[];
  /** Rows locked, and who waits for them. */
  readonly locks: number;
  readonly line: number;
  /** Answers that an instance has kept, and votes that an acceptor has on disk. */
  readonly answers: number;
  readonly votes: number;
  /** Users that a database has as PENDING: sagas that are to be taken on. */
  readonly pending: number;
}

/** What happened to the memory of a node: a transaction's new state there, or the node going down or coming back. */
type Change = { readonly at: Micros; readonly node: number } & (
  { readonly what: 'moved'; readonly entry: Moved } | { readonly what: 'down' | 'up' }
);

export interface Memory {
  readonly nodes: readonly NodeSpec[];
  readonly trace: Trace;
  readonly changes: readonly Change[];
  /** Sign-ups as the visitors saw them: when asked for, and when answered (Infinity: not). */
  readonly asked: readonly { user: number; from: Micros; to: Micros }[];
}

/** What survives a crash at a participant or coordinator. */
const ON_DISK = new Set(['prepared', 'committed']);
/** Nothing is left to be done about it. */
const OVER: Readonly<Record<Place['kind'], ReadonlySet<string>>> = {
  visitors: new Set(),
  instance: new Set(['absent']),
  coordinator: new Set(['absent', 'aborted', 'over']),
  database: new Set(['absent', 'aborted', 'committed']),
};

const KINDS: Readonly<Record<string, Place['kind']>> = {
  'sign-ups': 'visitors',
  instance: 'instance',
  participant: 'database',
};
/** Whatever else there is decides: a coordinator, a manager, an orchestrator. */
const kindOf = ({ behaviour }: NodeSpec): Place['kind'] => KINDS[behaviour.kind] ?? 'coordinator';

const eventsOf = eventReader<CommitWorld>();

/** Reads a run once. `null` when it kept numbers only. */
export function readMemory(result: RunResult, nodes: readonly NodeSpec[]): Memory | null {
  const { trace } = result;
  if (!trace) return null;
  const moved = new Map(eventsOf(trace, 'moved').map(({ record, data }) => [record, data]));
  const changes: Change[] = [];
  trace.at.forEach((at, i) => {
    const node = trace.node[i];
    const entry = moved.get(i);
    if (entry) changes.push({ at, node, what: 'moved', entry });
    else if (trace.kind[i] === Rec.Mode) {
      const mode = nodes[node].behaviour.machine.at(trace.names[trace.name[i]]);
      const isDown = mode.host === 'crashed' || mode.tags?.includes('fault');
      changes.push({ at, node, what: isDown ? 'down' : 'up' });
    }
  });
  return { nodes, trace, changes, asked: readAsked(result) };
}

function readAsked({ history }: RunResult): Memory['asked'] {
  const asked = new Map<number, { user: number; from: Micros; to: Micros }>();
  for (const { process: user, type, time } of history) {
    if (type === 'invoke') asked.set(user, { user, from: time, to: Infinity });
    else asked.get(user)!.to = time;
  }
  return [...asked.values()];
}

/** What every place remembers at `t`. */
export function memoryAt(memory: Memory, t: Micros): Place[] {
  const { nodes, trace, changes, asked } = memory;
  const kinds = nodes.map(kindOf);
  const entries = nodes.map(() => new Map<number, Entry>());
  const down = nodes.map(() => false);
  for (const change of changes) {
    const { at, node, what } = change;
    if (at > t) break;
    down[node] = what === 'down' || (what === 'moved' && down[node]);
    if (what === 'down') lose(entries[node], isDurable(nodes[node]));
    if (what !== 'moved') continue;
    const { tx, user, state } = change.entry;
    if (OVER[kinds[node]].has(state)) entries[node].delete(tx);
    else entries[node].set(tx, { tx, user, state, since: at });
  }
  const level = (node: number, name: string): number => {
    const gauge = trace.gauges.find((g) => g.node === node && g.name === name);
    return gauge ? levelAt(gauge, t) : 0;
  };
  return nodes.map((spec, i): Place => {
    const all = [...entries[i].values()];
    const isOnDisk = (e: Entry): boolean => isDurable(spec) && ON_DISK.has(e.state);
    const waiting = kinds[i] === 'visitors' ? waitingAt(asked, t) : [];
    return {
      id: spec.id,
      label: spec.label,
      kind: kinds[i],
      isDown: down[i],
      memory: [...waiting, ...all.filter((e) => !isOnDisk(e))],
      disk: all.filter(isOnDisk),
      locks: down[i] ? 0 : level(i, 'locks'),
      line: down[i] ? 0 : level(i, 'line'),
      answers:
        kinds[i] === 'instance' && !down[i] ? Math.max(0, level(i, 'memory') - all.length) : 0,
      votes: level(i, 'accepted'),
      pending: level(i, 'pending'),
    };
  });
}

/** A manager's decisions are in its memory; that they can be found again is due to the votes on the acceptors' disks. */
const isDurable = (spec: NodeSpec): boolean => spec.behaviour.kind !== 'manager';

function lose(entries: Map<number, Entry>, isDisk: boolean): void {
  for (const [tx, { state }] of entries) if (!isDisk || !ON_DISK.has(state)) entries.delete(tx);
}

const waitingAt = (asked: Memory['asked'], t: Micros): Entry[] =>
  asked
    .filter(({ from, to }) => from <= t && t < to)
    .map(({ user, from }) => ({ tx: -1, user, state: 'waiting', since: from }));

const pendingText = (n: number): string =>
  `${counted(n, 'user is', 'users are')} PENDING, and ${n === 1 ? 'the row says' : 'their rows say'} so. Any process that reads ${n === 1 ? 'it' : 'them'} can continue from there; none has to remember anything.`;

/** In a sentence: where the open transactions stand, and what depends on the users service. */
export function verdictOf(places: readonly Place[]): { text: string; isInDoubt: boolean } {
  const promised = places.filter((p) => p.kind === 'database' && p.disk.length > 0);
  const knowers = places.filter((p) => p.kind === 'coordinator' && !p.isDown);
  const coordinators = places.filter((p) => p.kind === 'coordinator');
  const held = places.filter((p) => p.kind === 'instance').reduce((n, p) => n + p.memory.length, 0);
  const isInDoubt = promised.length > 0 && coordinators.length > 0 && knowers.length === 0;
  if (isInDoubt) {
    const user = promised[0].disk[0].user;
    const n = promised.length;
    return {
      isInDoubt,
      text: `User ${user} is prepared in ${counted(n, 'database')}, and every node that could decide is down. The rows stay locked.`,
    };
  }
  if (held > 0)
    return {
      isInDoubt,
      text: `${counted(held, 'half-done sign-up is', 'half-done sign-ups are')} known to one process only, in its memory. If it crashes now, nobody will finish ${held === 1 ? 'it' : 'them'}.`,
    };
  if (promised.length > 0)
    return {
      isInDoubt,
      text: 'Everything the open transactions depend on is on disk. The instances of the users service hold none of it.',
    };
  const pending = places.reduce((n, p) => n + p.pending, 0);
  if (pending > 0) return { isInDoubt, text: pendingText(pending) };
  return { isInDoubt, text: 'No transaction is open at this moment.' };
}
