import {
  counted,
  grouped,
  range,
  Rec,
  upperBound,
  type Gauge,
  type Micros,
  type NodeSpec,
  type RunResult,
  type Tag,
  type Trace,
} from '../../../sim';
import type { DatabaseKind } from '../nodes/kind';

/** Entries from `after` + 1 on were written in `epoch`. */
interface Span {
  readonly epoch: number;
  readonly after: number;
}

interface Log {
  readonly length: number;
  readonly spans: readonly Span[];
}

/**
 * What entries are worth: on other disks too; acknowledged and on this disk alone; acknowledged and in no history that
 * stands; not acknowledged.
 */
export type Worth = 'safe' | 'alone' | 'lost' | 'open';

/** A run of entries of one epoch and one worth: `from` to `to`, both of them in it. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
  readonly worth: Worth;
}

/** One copy's log at a moment. */
export interface Copy extends Log, Pick<NodeSpec, 'id' | 'label'> {
  /** "primary", "standby" …; "crashed" when it is down: then its log is what its disk holds. */
  readonly role: string;
  /** What its state says of it, by which it is coloured. */
  readonly tags: readonly Tag[];
  readonly pieces: readonly Piece[];
}

export interface Logs {
  readonly copies: readonly Copy[];
  /** The copy whose history stands: the newest epoch, and in it the longest. */
  readonly stands: Copy;
  /** Acknowledged entries that a crash of one disk would take. */
  readonly alone: number;
  /** Acknowledged entries that are not in the history that stands, whether some disk still holds them or none. */
  readonly lost: number;
  /** Of these, entries that some disk still holds. */
  readonly left: number;
}

/** The times of a copy's `span` events beside what they say. */
interface SpanEvents {
  readonly at: readonly Micros[];
  readonly said: readonly DatabaseKind['events']['span'][];
}

/** A run's logs, read once; `null` when it kept numbers only. */
export interface Reading {
  readonly nodes: readonly NodeSpec[];
  readonly gauges: ReadonlyMap<string, Gauge>;
  /** What each copy wrote down of its log's history, by its node. */
  readonly spans: ReadonlyMap<number, SpanEvents>;
  readonly modes: readonly { readonly at: Micros; readonly node: number; readonly mode: string }[];
  readonly copies: readonly number[];
}

function spansOf({ events }: Trace, node: number): SpanEvents {
  const own = events.filter((e) => e.node === node && e.name === 'span');
  // A trace keeps events of whatever kind; `span` is written by databases alone.
  const said = own.map((e) => e.data as DatabaseKind['events']['span']);
  return { at: own.map((e) => e.at), said };
}

export function readLogs({ trace }: RunResult, nodes: readonly NodeSpec[]): Reading | null {
  if (!trace) return null;
  const modes: { at: Micros; node: number; mode: string }[] = [];
  trace.kind.forEach((kind, i) => {
    if (kind === Rec.Mode)
      modes.push({ at: trace.at[i], node: trace.node[i], mode: trace.names[trace.name[i]] });
  });
  const copies = nodes.flatMap((n, i) => (n.behaviour.kind === 'database' ? [i] : []));
  return {
    nodes,
    gauges: new Map(trace.gauges.map((g) => [`${g.node} ${g.name}`, g])),
    spans: new Map(copies.map((node) => [node, spansOf(trace, node)])),
    modes,
    copies,
  };
}

function logAt({ gauges, spans }: Reading, node: number, t: Micros): Log {
  const lengths = gauges.get(`${node} log`);
  const n = lengths ? upperBound(lengths.at, t) : 0;
  const { at, said } = spans.get(node)!;
  let history: Span[] = [];
  for (const { after, epoch } of said.slice(0, upperBound(at, t))) {
    history = history.filter((s) => s.after < after);
    if (epoch !== null) history.push({ epoch, after });
  }
  return { length: n === 0 ? 0 : lengths!.value[n - 1], spans: history };
}

/** By epoch: the last entry that a writer was told of, up to `t`. Only the epoch's own primary tells. */
function toldAt({ gauges, spans, copies }: Reading, t: Micros): ReadonlyMap<number, number> {
  const told = new Map<number, number>();
  for (const node of copies) {
    const gauge = gauges.get(`${node} told`);
    if (!gauge) continue;
    const { at, said } = spans.get(node)!;
    const n = upperBound(gauge.at, t);
    // What was told in a span of time is of the epoch that this log's end had then.
    for (let i = 0; i < upperBound(at, t); i++) {
      const { epoch } = said[i];
      const until = i + 1 < at.length ? at[i + 1] : Infinity;
      const last = Math.min(n, upperBound(gauge.at, until)) - 1;
      if (epoch === null || last < 0 || gauge.at[last] < at[i]) continue;
      told.set(epoch, Math.max(told.get(epoch) ?? 0, gauge.value[last]));
    }
  }
  return told;
}

const lastEpoch = ({ spans }: Log): number => spans.at(-1)?.epoch ?? 0;

/** The last entry of `epoch` in a log; 0 without one. */
function endOf({ spans, length }: Log, epoch: number): number {
  const i = spans.findIndex((s) => s.epoch === epoch);
  return i < 0 ? 0 : (spans[i + 1]?.after ?? length);
}

/** Cuts a log's spans where the worth of its entries changes. */
function piecesOf(
  log: Log,
  stands: Log,
  others: readonly Log[],
  told: ReadonlyMap<number, number>,
): Piece[] {
  return log.spans.flatMap(({ epoch, after }) => {
    const end = endOf(log, epoch);
    const standing = Math.min(end, endOf(stands, epoch));
    const shared = Math.min(standing, Math.max(0, ...others.map((o) => endOf(o, epoch))));
    const acknowledged = told.get(epoch) ?? 0;
    const marks: [number, Worth][] = [
      [shared, 'safe'],
      [Math.min(standing, Math.max(shared, acknowledged)), 'alone'],
      [standing, 'open'],
      [Math.min(end, Math.max(standing, acknowledged)), 'lost'],
      [end, 'open'],
    ];
    let from = after;
    return marks.flatMap(([to, worth]): Piece[] => {
      if (to <= from) return [];
      const piece = { from: from + 1, to, epoch, worth };
      from = to;
      return [piece];
    });
  });
}

const sizeOf = (pieces: readonly Piece[], worth: Worth): number =>
  pieces.filter((p) => p.worth === worth).reduce((n, p) => n + p.to - p.from + 1, 0);

/** The logs of all copies at `t`. */
export function logsAt(reading: Reading, t: Micros): Logs {
  const { nodes, copies, modes } = reading;
  const logs = copies.map((node) => logAt(reading, node, t));
  const ahead = (a: Log, b: Log): boolean =>
    lastEpoch(a) - lastEpoch(b) > 0 || (lastEpoch(a) === lastEpoch(b) && a.length > b.length);
  const best = logs.reduce((found, log, i) => (ahead(log, logs[found]) ? i : found), 0);
  const told = toldAt(reading, t);
  const all = copies.map((node, i): Copy => {
    const { behaviour, id, label } = nodes[node];
    const key = modes.findLast((m) => m.node === node && m.at <= t)?.mode;
    const { host, role, tags = [] } = key ? behaviour.machine.at(key) : behaviour.machine.initial;
    const others = logs.filter((_, k) => k !== i);
    return {
      ...logs[i],
      id,
      label,
      role: host === 'running' ? role : host,
      tags: host === 'crashed' ? ['fault'] : tags,
      pieces: piecesOf(logs[i], logs[best], others, told),
    };
  });
  let lost = 0;
  for (const [epoch, last] of told) {
    const from = Math.max(endOf(logs[best], epoch), startOf(logs, logs[best], epoch));
    lost += Math.max(0, last - from);
  }
  return {
    copies: all,
    stands: all[best],
    alone: Math.max(0, ...all.map((c) => sizeOf(c.pieces, 'alone'))),
    lost,
    left: Math.max(0, ...all.map((c) => sizeOf(c.pieces, 'lost'))),
  };
}

/** The entry that began an epoch, where the history that stands has nothing of it: it is no row and cannot be lost. */
function startOf(logs: readonly Log[], stands: Log, epoch: number): number {
  if (stands.spans.some((s) => s.epoch === epoch)) return 0;
  const found = logs.flatMap((l) => l.spans).find((s) => s.epoch === epoch);
  return found ? found.after + 1 : Infinity;
}

/** The state of the logs, in a sentence or two. */
export function sentenceOf({ copies, stands, alone, lost, left }: Logs): string {
  const acknowledged = (n: number): string =>
    counted(n, 'acknowledged write is', 'acknowledged writes are');
  if (lost > 0) {
    const holder = copies.find((c) => c.pieces.some((p) => p.worth === 'lost'));
    const where =
      left > 0 && holder
        ? `${left >= lost ? 'They are' : `${grouped(left)} of them are`} still on the disk of ${holder.label}.`
        : 'No disk holds them any longer.';
    return `${stands.label} holds the official history, in epoch ${lastEpoch(stands)}. ${acknowledged(lost)} missing from it: lost. ${where}`;
  }
  if (alone > 0)
    return `${acknowledged(alone)} on the disk of ${stands.label} alone: at risk until a standby stores them.`;
  return 'Every acknowledged write is on at least two disks.';
}

/** The entries in view: enough to hold what the logs do not have in common, in steps so that the picture does not crawl. */
export function viewOf({ copies }: Logs): { from: number; to: number } {
  const to = Math.max(1, ...copies.map((c) => c.length));
  const odd = copies.flatMap((c) => c.pieces.filter((p) => p.worth !== 'safe').map((p) => p.from));
  const wanted = Math.max(256, 1.5 * (to - Math.min(to, ...copies.map((c) => c.length), ...odd)));
  let doubled = 256;
  while (doubled < wanted) doubled *= 2;
  const size = Math.min(doubled, Math.max(256, to));
  return { from: Math.max(0, to - size), to: Math.max(to, size) };
}

/** Round numbers of entries along a view, about `most` of them. */
export function ticksOf({ from, to }: { from: number; to: number }, most: number): number[] {
  const rough = Math.max(1, (to - from) / most);
  let power = 1;
  while (10 * power <= rough) power *= 10;
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)!;
  const first = Math.ceil(from / step) * step;
  return range(Math.floor((to - first) / step) + 1).map((i) => first + i * step);
}
