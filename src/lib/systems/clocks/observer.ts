import { ms, observer as makeObserver, range } from '../../sim';
import type { NodeRef, Show, World } from '../../sim';
import { fact } from '../drawn';
import type { Heard, Put, Refused, Stored } from './nodes/messages';
import { timeIn, type WriteId } from './nodes/stamps';
import { judgePairs, noPairs, type Pairs } from './pairs';
import type { settings } from './settings';
import type { topology } from './topology';
import type { Written } from './written';

export type { Written } from './written';

/** A version that the replicas dropped, though none that they kept had replaced it. */
export interface Loss {
  readonly replica: string;
  readonly lost: Written;
  readonly kept: Written;
  /** `replaced`: to a version that it had replaced itself; `hidden`: to one that knew nothing of it. */
  readonly how: 'replaced' | 'hidden';
}

/** What somebody with true time and a view of every message writes down. No node reads it. */
export interface Observed {
  /** For each writer, how many writes of each writer lie in its past. */
  readonly knows: number[][];
  /** The last writes, by `by:seq`. */
  readonly writes: Map<string, Written>;
  /** The last few of them, the latest one last. */
  readonly recent: Written[];
  readonly pairs: Pairs;
  written: number;
  refused: number;
  /** Refused writes of writers whose clock was as right as the settings promise. */
  refusedGood: number;
  /** Versions dropped that nothing held has replaced, by replica. */
  readonly dropped: Readonly<Record<Loss['how'], number[]>>;
  /** By writer, its writes that lost to versions they had replaced. */
  readonly gone: number[];
  /** The same to concurrent ones. */
  readonly unseen: number[];
  loss: Loss | null;
  /** The first write that lost to one of its own writer's. */
  ownLoss: Loss | null;
  /** The largest distance of a stamp from true time, among writers whose clocks are right, µs. */
  worstStamp: number;
  /** The same of wall clocks, over all writers. */
  worstClock: number;
  /** The largest reading of a wall clock so far, µs. */
  fastest: number;
  last: Written | null;
  /** The first write, and how far off its writer's clock was. */
  first: Written | null;
  readonly sync: Exchanges;
}

/** What the exchanges with the time server came to. */
export interface Exchanges {
  count: number;
  /** µs */
  worstError: number;
  worstBound: number;
  /** How often an error was larger than its bound, and the first of them in words. */
  violations: number;
  why: string;
}

type Bare = World<typeof settings, typeof topology>;

/** Writes that are remembered: far more than can still be under way; and those that each new one is compared with. */
const REMEMBERED = 400;
const RECENT = 48;

export const idOf = ({ by, seq }: WriteId): string => `${by}:${seq}`;

/** True where `a` happened before `b`, or is `b`. */
export const precedes = (a: WriteId, b: Pick<Written, 'knows'>): boolean => b.knows[a.by] >= a.seq;

const begin = ({ settings: { writers } }: Bare): Observed => ({
  knows: range(writers).map(() => new Array<number>(writers).fill(0)),
  writes: new Map(),
  recent: [],
  pairs: noPairs(),
  written: 0,
  refused: 0,
  refusedGood: 0,
  dropped: { replaced: [0, 0], hidden: [0, 0] },
  gone: new Array<number>(writers).fill(0),
  unseen: new Array<number>(writers).fill(0),
  loss: null,
  ownLoss: null,
  worstStamp: 0,
  worstClock: 0,
  fastest: 0,
  last: null,
  first: null,
  sync: { count: 0, worstError: 0, worstBound: 0, violations: 0, why: '' },
});

/** As right as the settings promise, with a little for drift and rounding. */
const isRight = (s: Bare['settings'], error: number): boolean =>
  Math.abs(error) <= ms(s.maxOffsetMs) + ms(1);

function noteWrite(seen: Observed, world: Bare, place: number, put: Put): Written | null {
  if (seen.writes.has(idOf(put)) || put.seq <= seen.knows[place][place]) return null;
  const { now, settings: s } = world;
  seen.knows[place][place] = put.seq;
  const { key, value, by, seq, stamps } = put;
  const waited = s.order === 'commit-wait' ? ms(s.maxOffsetMs) : 0;
  const clockError = stamps.wall - now + waited;
  const knows = seen.knows[place].slice();
  const written: Written = {
    key,
    value,
    by,
    seq,
    stamps,
    knows,
    at: now,
    clockError,
    refused: false,
  };
  judgePairs(seen.pairs, s.order, written, seen.writes.values());
  seen.writes.set(idOf(put), written);
  if (seen.writes.size > REMEMBERED) seen.writes.delete(seen.writes.keys().next().value!);
  seen.recent.push(written);
  if (seen.recent.length > RECENT) seen.recent.shift();
  seen.written++;
  seen.last = written;
  seen.first ??= written;
  seen.fastest = Math.max(seen.fastest, stamps.wall);
  seen.worstClock = Math.max(seen.worstClock, Math.abs(clockError));
  if (isRight(s, clockError))
    seen.worstStamp = Math.max(seen.worstStamp, Math.abs(timeIn(s.order, stamps) - now));
  return written;
}

/** A version is lost when nothing that its replica still holds has replaced it. */
function lossesIn(seen: Observed, world: Bare, replica: NodeRef, m: Stored): Loss[] {
  const { label, durable } = world.as('replicas', replica);
  const held = (durable.held.get(m.key) ?? []).flatMap((v) => seen.writes.get(idOf(v)) ?? []);
  return m.dropped.flatMap((id): Loss[] => {
    const lost = seen.writes.get(idOf(id));
    if (!lost || held.length === 0 || held.some((h) => precedes(lost, h))) return [];
    const replaced = held.find((h) => precedes(h, lost));
    const how = replaced ? 'replaced' : 'hidden';
    return [{ replica: label, lost, kept: replaced ?? held[0], how }];
  });
}

const MINUS = '−';

/** "clock +80 ms"; nothing for a clock that is right. */
const offText = (v: number): string =>
  v === 0 ? '' : `clock ${v < 0 ? MINUS : '+'}${lengthText(Math.abs(v))}`;

const lengthText = (inMs: number): string =>
  inMs < 1000
    ? `${inMs} ms`
    : inMs < 600_000
      ? `${inMs / 1000} s`
      : `${Math.round(inMs / 3.6e6)} h`;

/** What was read is in its reader's past from now on. */
function hear(seen: Observed, place: number, m: Heard): void {
  seen.fastest = Math.max(seen.fastest, m.wall);
  const read = seen.writes.get(idOf(m));
  if (!read) return;
  const mine = seen.knows[place];
  read.knows.forEach((n, i) => (mine[i] = Math.max(mine[i], n)));
}

/** A clock that gains or loses more than this is outside of what the bounds are for, parts per million. */
const DRIFT = 1000;

/** How wrong each clock is that has just been set, against the bound that its exchange has given. */
function noteExchanges({ sync }: Observed, world: Bare): void {
  let count = 0;
  for (const { durable } of world.at.writers) count += durable.synced?.count ?? 0;
  if (count === sync.count) return;
  sync.count = count;
  for (const { label, durable } of world.at.writers) {
    if (!durable.synced) continue;
    const { at, reads, bound, took } = durable.synced;
    if (world.since(at) > 0) continue;
    const error = Math.abs(reads - world.now);
    sync.worstError = Math.max(sync.worstError, error);
    sync.worstBound = Math.max(sync.worstBound, bound);
    // Rounding takes a microsecond, drift a thousandth of the exchange.
    if (error <= bound + 2 + (took * DRIFT) / 1e6) continue;
    sync.violations++;
    sync.why ||= `${label} is ${error} µs off after an exchange that promised ${bound} µs at most`;
  }
}

type Shown = Show<'gone' | 'unseen'>;

/** Both replicas drop the same versions sooner or later; the first one's are counted. */
function noteLosses(seen: Observed, world: Bare, replica: NodeRef, m: Stored, show: Shown): void {
  const place = world.at.replicas.findIndex((r) => r.index === replica);
  for (const loss of lossesIn(seen, world, replica, m)) {
    const { how, lost, kept } = loss;
    seen.dropped[how][place]++;
    if (how === 'replaced') seen.loss ??= loss;
    if (how === 'replaced' && lost.by === kept.by) seen.ownLoss ??= loss;
    if (place !== 0) continue;
    const { index } = world.at.writers[lost.by];
    if (how === 'replaced') show(index, 'gone', ++seen.gone[lost.by]);
    else show(index, 'unseen', ++seen.unseen[lost.by]);
  }
}

function noteRefusal(seen: Observed, world: Bare, m: Refused): void {
  const written = seen.writes.get(idOf(m));
  if (m.what !== 'write' || !written || written.refused) return;
  written.refused = true;
  seen.refused++;
  if (isRight(world.settings, written.clockError)) seen.refusedGood++;
}

export const observer = makeObserver<Bare>()({
  facts: {
    gone: fact.count('newer writes lost', {
      tag: 'fault',
      text: (n) => (n > 0 ? `lost: ${n}` : ''),
      says: (n) => `${n} of its writes were dropped for versions that they had replaced`,
    }),
    unseen: fact.count('conflicts nobody saw', {
      tag: 'fault',
      text: (n) => (n > 0 ? `unseen loss: ${n}` : ''),
      says: (n) => `${n} of its writes were dropped for concurrent ones, and nobody was told`,
    }),
    off: fact.count('clock skew, ms', {
      text: offText,
      says: (v) => `its clock is ${offText(v)} of true time, which no node can see`,
    }),
  },
  begin,
  step(seen, world) {
    if (world.at.server !== null) noteExchanges(seen, world);
  },
  sends: ['put', 'heard', 'stored', 'refused'],
  send(seen, world, from, _to, m, show) {
    if (m.type === 'put') {
      const written = noteWrite(seen, world, m.by, m);
      if (written) show(from, 'off', Math.round(written.clockError / 1000));
    }
    if (m.type === 'heard') hear(seen, world.as('writers', from).options.place, m);
    if (m.type === 'refused') noteRefusal(seen, world, m);
    if (m.type === 'stored') noteLosses(seen, world, from, m, show);
  },
});
