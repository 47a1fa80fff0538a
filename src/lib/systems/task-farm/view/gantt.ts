import { Rec, type Gauge, type Micros, type NodeSpec, type Trace } from '../../../sim';

type Nodes = readonly Pick<NodeSpec, 'id'>[];

/** What became of an execution of a batch. */
export type Fate = 'running' | 'sent' | 'counted' | 'known' | 'again' | 'lost' | 'stopped';

/** A worker at work on one batch. */
export interface Bar {
  /** Its node's number; workers begin with 1. */
  readonly worker: number;
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
  readonly judged: 'counted' | 'known' | 'again';
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

const JUDGED = ['counted', 'known', 'again'] as const;

function outagesOf(trace: Trace, nodes: Nodes): Outage[] {
  const list: Outage[] = [];
  const open = new Map<number, { host: string; from: Micros }>();
  const close = (worker: number, to: Micros) => {
    const outage = open.get(worker);
    open.delete(worker);
    if (outage) list.push({ worker, host: outage.host as Outage['host'], from: outage.from, to });
  };
  for (let i = 0; i < trace.at.length; i++) {
    const node = trace.node[i];
    if (trace.kind[i] !== Rec.Mode || node < 1) continue;
    const host = trace.names[trace.name[i]].split('|')[0];
    if (open.get(node)?.host === host) continue;
    close(node, trace.at[i]);
    if (host !== 'running') open.set(node, { host, from: trace.at[i] });
  }
  nodes.forEach((_, i) => close(i, Infinity));
  return list;
}

/** By lease: the first time that the coordinator gave it up, and how its result was taken; a count weighs most. */
function verdictsOf(trace: Trace): {
  overdue: Map<number, Micros>;
  judged: Map<number, { at: Micros; as: number }>;
} {
  const of = (name: string): Gauge | undefined =>
    trace.gauges.find((g) => g.node === 0 && g.name === name);
  const overdue = new Map<number, Micros>();
  const judged = new Map<number, { at: Micros; as: number }>();
  of('expired')?.value.forEach((lease, i) => overdue.set(lease, of('expired')!.at[i]));
  const results = of('judged');
  results?.value.forEach((value, i) => {
    const lease = Math.floor(value / 4);
    const before = judged.get(lease);
    const as = value % 4;
    if (!before || (before.as !== 2 && as === 2)) judged.set(lease, { at: results.at[i], as });
  });
  return { overdue, judged };
}

/** When a worker was told that the job is over. */
function endsOf(trace: Trace, worker: number): Set<Micros> {
  const ends = new Set<Micros>();
  for (let i = 0; i < trace.at.length; i++)
    if (
      trace.kind[i] === Rec.Deliver &&
      trace.node[i] === worker &&
      trace.names[trace.name[i]] === 'stop'
    )
      ends.add(trace.at[i]);
  return ends;
}

/** Reads a trace of workers under a coordinator, which is node 0. */
export function chartOf(trace: Trace, nodes: Nodes): Chart {
  const outages = outagesOf(trace, nodes);
  const { overdue, judged } = verdictsOf(trace);
  const bars: Bar[] = [];
  for (const gauge of trace.gauges) {
    if (gauge.name !== 'lease' || gauge.node < 1) continue;
    const batches = trace.gauges.find((g) => g.node === gauge.node && g.name === 'batch');
    const crashes = outages.filter((o) => o.worker === gauge.node && o.host === 'crashed');
    let begun = 0;
    const stops = endsOf(trace, gauge.node);
    gauge.value.forEach((lease, i) => {
      if (lease === 0) return;
      const from = gauge.at[i];
      const next = gauge.at[i + 1] ?? Infinity;
      const crash = crashes.find((o) => o.from >= from && o.from <= next)?.from ?? Infinity;
      const verdict = judged.get(lease);
      bars.push({
        worker: gauge.node,
        batch: batches?.value[begun++] ?? 0,
        attempt: 1,
        from,
        to: Math.min(next, crash),
        broken: crash < Infinity ? 'lost' : stops.has(next) && !verdict ? 'stopped' : null,
        judgedAt: verdict?.at ?? Infinity,
        judged: JUDGED[verdict?.as ?? 0],
        overdueAt: overdue.get(lease) ?? Infinity,
      });
    });
  }
  bars.sort((a, b) => a.from - b.from || a.worker - b.worker);
  const times = new Map<number, number>();
  const numbered = bars.map((bar) => {
    const attempt = (times.get(bar.batch) ?? 0) + 1;
    times.set(bar.batch, attempt);
    return { ...bar, attempt };
  });
  return { bars: numbered, outages };
}

/** What is known of it at time t. */
export function fateAt(bar: Bar, t: Micros): Fate {
  if (bar.judgedAt <= t) return bar.judged;
  if (bar.to > t) return 'running';
  return bar.judgedAt === Infinity ? (bar.broken ?? 'sent') : 'sent';
}

/** An execution in words: "worker 3, batch 35 again: known already". */
export function barText(bar: Bar, t: Micros): string {
  const says: Record<Fate, string> = {
    running: 'at work on it',
    sent: 'its result is on the way',
    counted: 'counted',
    known: 'done, and known already',
    again: 'counted once more',
    lost: 'lost with its worker',
    stopped: 'broken off, since the job is over',
  };
  const again = bar.attempt > 1 ? `, for the ${bar.attempt}. time` : '';
  const overdue = bar.overdueAt <= t ? ', given up as overdue' : '';
  return `worker ${bar.worker}, batch ${bar.batch}${again}: ${says[fateAt(bar, t)]}${overdue}`;
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
