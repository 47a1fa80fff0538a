import { Rec, type Trace } from '../../sim';

/** What a record is to the chosen one. */
export const Lit = { None: 0, Past: 1, Self: 2, Future: 3 } as const;

/** `direct`: what led to it and what came of it. `cone`: all that can have had a part in it, or it a part in. */
export type Reach = 'direct' | 'cone';

/** Marks each record of a trace as past, future or neither (`Lit`) of the chosen one. */
export function litBy(trace: Trace, record: number, nodes: number, reach: Reach): Uint8Array {
  const lit = new Uint8Array(trace.kind.length);
  if (!(record >= 0 && record < lit.length)) return lit;
  lit[record] = Lit.Self;
  if (reach === 'direct') direct(trace, record, lit);
  else {
    conePast(trace, record, nodes, lit);
    coneFuture(trace, record, nodes, lit);
  }
  return lit;
}

/** Each record has one cause before it, so the past is a chain and the future a tree. */
function direct({ cause }: Trace, record: number, lit: Uint8Array): void {
  for (let i = cause[record]; i >= 0; i = cause[i]) lit[i] = Lit.Past;
  for (let i = record + 1; i < lit.length; i++) {
    if (cause[i] >= record && lit[cause[i]] >= Lit.Self) lit[i] = Lit.Future;
  }
}

/**
 * The process that a record is an event of; −1 for what no process notices: a message lost on its way or waiting at a
 * paused node, an act on the network. Those have a cause, but order nothing (Lamport, 1978).
 */
export function processOf({ kind, node }: Trace, i: number): number {
  return kind[i] === Rec.Lost || kind[i] === Rec.Held ? -1 : node[i];
}

/** Happened before: within each process everything up to the last event that is known of. One pass backwards. */
function conePast(trace: Trace, record: number, nodes: number, lit: Uint8Array): void {
  const last = new Int32Array(nodes).fill(-1);
  const known = (i: number) => {
    const process = processOf(trace, i);
    if (process >= 0) last[process] = Math.max(last[process], i);
  };
  known(record);
  for (let i = record; i >= 0; i--) {
    const process = processOf(trace, i);
    if (lit[i] === Lit.None && !(process >= 0 && i <= last[process])) continue;
    if (i !== record) lit[i] = Lit.Past;
    const cause = trace.cause[i];
    if (cause < 0) continue;
    known(cause);
    lit[cause] = Lit.Past;
  }
}

/** The same forwards: within each process everything from the first event on that can know of it. */
function coneFuture(trace: Trace, record: number, nodes: number, lit: Uint8Array): void {
  const first = new Int32Array(nodes).fill(lit.length);
  for (let i = record; i < lit.length; i++) {
    const process = processOf(trace, i);
    const cause = trace.cause[i];
    const knows =
      i === record ||
      (process >= 0 && i >= first[process]) ||
      (cause >= record && lit[cause] >= Lit.Self);
    if (!knows) continue;
    if (i !== record) lit[i] = Lit.Future;
    if (process >= 0) first[process] = Math.min(first[process], i);
  }
}
