import { Rec, type Micros, type NodeSpec, type Trace } from '../../../sim';
import type { Verdict } from '../nodes/ledger';
import { eventsOf } from './events';

type Nodes = readonly Pick<NodeSpec, 'label' | 'shape'>[];

/** What became of an execution of a batch. */
export type Fate = 'running' | 'sent' | 'lost' | 'stopped' | Verdict;

/** A worker at work on one batch. */
export interface Bar {
  /** Its node's number, and what it is called. */
  readonly worker: number;
  readonly name: string;
  /** From 1. */
  readonly batch: number;
  /** Which execution of this batch it is, from 1. */
  readonly attempt: number;
  readonly from: Micros;
  /** When it was done, or broke off. Infinity: neither. */
  readonly to: Micros;
  /** It broke off with its worker, or because the job was over. */
  readonly broken: 'lost' | 'stopped' | null;
  /** When its result was judged, and how; Infinity: never. */
  readonly judgedAt: Micros;
  readonly judged: Verdict;
  /** When the coordinator gave it up; Infinity: never. */
  readonly overdueAt: Micros;
}

/** A stretch in which a worker was crashed or paused. */
export interface Outage {
  readonly worker: number;
  readonly host: 'crashed' | 'paused';
  readonly from: Micros;
  readonly to: Micros;
}

export interface Chart {
  /** In order of their beginning. */
  readonly bars: readonly Bar[];
  readonly outages: readonly Outage[];
}

function outagesOf(trace: Trace, nodes: Nodes): Outage[] {
  const list: Outage[] = [];
  const open = new Map<number, Omit<Outage, 'to'>>();
  const close = (worker: number, to: Micros) => {
    const outage = open.get(worker);
    open.delete(worker);
    if (outage) list.push({ ...outage, to });
  };
  for (let i = 0; i < trace.at.length; i++) {
    const worker = trace.node[i];
    if (trace.kind[i] !== Rec.Mode || nodes[worker].shape === 'coordinator') continue;
    const host = trace.names[trace.name[i]].split('|')[0];
    if (open.get(worker)?.host === host) continue;
    close(worker, trace.at[i]);
    if (host === 'crashed' || host === 'paused')
      open.set(worker, { worker, host, from: trace.at[i] });
  }
  nodes.forEach((_, i) => close(i, Infinity));
  return list;
}

/** By lease: when the coordinator gave it up, and how its result was taken; a second count weighs most. */
function verdictsOf(trace: Trace) {
  const expired = new Map(eventsOf(trace, 'expired').map((e) => [e.data.lease, e.at]));
  const judged = new Map<number, { at: Micros; verdict: Verdict }>();
  for (const { at, data } of eventsOf(trace, 'judged')) {
    const before = judged.get(data.lease)?.verdict;
    if (!before || (before !== 'again' && data.verdict === 'again'))
      judged.set(data.lease, { at, verdict: data.verdict });
  }
  return { expired, judged };
}

interface End {
  readonly at: Micros;
  readonly done: boolean;
}

/** By lease, when work under it ended; a grant that was delayed past a restart is worked on a second time. */
function endsOf(trace: Trace): Map<number, End[]> {
  const ends = new Map<number, End[]>();
  for (const { at, data } of eventsOf(trace, 'ended')) {
    const before = ends.get(data.lease);
    if (before) before.push({ at, done: data.done });
    else ends.set(data.lease, [{ at, done: data.done }]);
  }
  return ends;
}

/** Reads a trace of workers under a coordinator. */
export function chartOf(trace: Trace, nodes: Nodes): Chart {
  const outages = outagesOf(trace, nodes);
  const { expired, judged } = verdictsOf(trace);
  const ended = endsOf(trace);
  const attempts = new Map<number, number>();
  const bars = eventsOf(trace, 'began').map(({ at: from, node: worker, data }): Bar => {
    const { lease, batch } = data;
    const attempt = (attempts.get(batch) ?? 0) + 1;
    attempts.set(batch, attempt);
    const crash = outages.find(
      (o) => o.worker === worker && o.host === 'crashed' && o.from >= from,
    );
    const end = ended.get(lease)?.find((e) => e.at >= from && e.at <= (crash?.from ?? Infinity));
    const verdict = judged.get(lease);
    return {
      worker,
      name: nodes[worker].label,
      batch: batch + 1,
      attempt,
      from,
      to: end?.at ?? crash?.from ?? Infinity,
      broken: end ? (end.done ? null : 'stopped') : crash ? 'lost' : null,
      judgedAt: verdict?.at ?? Infinity,
      judged: verdict?.verdict ?? 'counted',
      overdueAt: expired.get(lease) ?? Infinity,
    };
  });
  return { bars, outages };
}

/** What is known of it at time t. */
export function fateAt(bar: Bar, t: Micros): Fate {
  if (bar.judgedAt <= t) return bar.judged;
  if (bar.to > t) return 'running';
  return bar.judgedAt === Infinity ? (bar.broken ?? 'sent') : 'sent';
}

/** An execution in words: "worker 3, batch 35, attempt 2: done, a duplicate". */
export function barText(bar: Bar, t: Micros): string {
  const says: Record<Fate, string> = {
    running: 'at work on it',
    sent: 'its result is on the way',
    counted: 'counted',
    known: 'done, a duplicate',
    again: 'counted once more',
    lost: 'lost with its worker',
    stopped: 'broken off because the job is over',
  };
  const again = bar.attempt > 1 ? `, attempt ${bar.attempt}` : '';
  const overdue = bar.overdueAt <= t ? ', given up as overdue' : '';
  return `${bar.name}, batch ${bar.batch}${again}: ${says[fateAt(bar, t)]}${overdue}`;
}

/** Bars that are seen in a stretch of time up to t, at most `most`; one in `oneIn` where there are more. */
export function barsIn(
  { bars }: Chart,
  span: { from: Micros; to: Micros },
  t: Micros,
  most: number,
): { bars: readonly Bar[]; oneIn: number } {
  const all = bars.filter((b) => b.from <= t && b.from < span.to && Math.min(b.to, t) > span.from);
  const oneIn = Math.max(1, Math.ceil(all.length / most));
  return { bars: oneIn === 1 ? all : all.filter((_, i) => i % oneIn === 0), oneIn };
}

/** A stretch in which each worker does about `each` batches; the whole run where that is no longer. */
export function usualLength({ bars }: Chart, end: Micros, each: number): Micros {
  const done = bars.filter((b) => b.to < Infinity && b.broken === null).map((b) => b.to - b.from);
  if (done.length === 0) return end;
  const middle = done.sort((a, b) => a - b)[done.length >> 1];
  return Math.min(end, middle * each);
}
