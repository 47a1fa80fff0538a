import { eventReader, type Micros, type Trace } from '../../../sim';
import type { Cause } from '../nodes/messages';
import type { ChainWorld } from '../world';

/** One attempt: while its caller waits, and while its callee works. `Infinity` for what has not ended. */
export interface Attempt {
  readonly checkout: number;
  readonly caller: number;
  readonly no: number;
  readonly callee: number;
  readonly attempt: number;
  readonly from: Micros;
  /** When its caller stopped waiting, and why; `null` for a success. */
  waited: Micros;
  why: Cause | null;
  began: Micros;
  finished: Micros;
  result: Cause | null;
}

export interface Checkout {
  readonly no: number;
  readonly attempts: Attempt[];
}

const eventsOf = eventReader<ChainWorld>();
const keyOf = (caller: number, no: number): string => `${caller} ${no}`;

/** All checkouts of a run in the order of their clicks, each with the attempts that were made for it. */
export function checkoutsOf(trace: Pick<Trace, 'events'>): Checkout[] {
  const checkouts = new Map<number, Checkout>();
  const attempts = new Map<string, Attempt>();
  for (const event of eventsOf(trace, 'asked', 'ended', 'began', 'finished')) {
    const { at, node, data } = event;
    if (event.name === 'asked') {
      const { checkout, no, to, attempt } = event.data;
      const made: Attempt = {
        ...{ checkout, caller: node, no, callee: to, attempt, from: at },
        ...{ waited: Infinity, why: null, began: Infinity, finished: Infinity, result: null },
      };
      attempts.set(keyOf(node, no), made);
      let own = checkouts.get(checkout);
      if (!own) checkouts.set(checkout, (own = { no: checkout, attempts: [] }));
      own.attempts.push(made);
      continue;
    }
    const caller = event.name === 'ended' ? node : event.data.caller;
    const made = attempts.get(keyOf(caller, data.no));
    if (!made) continue;
    if (event.name === 'ended') [made.waited, made.why] = [at, event.data.why];
    else if (event.name === 'began') made.began = at;
    else [made.finished, made.result] = [at, event.data.why];
  }
  return [...checkouts.values()];
}

/** The stretch of time that a checkout takes up to `t`, µs. */
export function extentOf({ attempts }: Checkout, t: Micros): { from: Micros; to: Micros } {
  let to = attempts[0].from;
  for (const a of attempts) to = Math.max(to, endOf(a, t));
  return { from: attempts[0].from, to };
}

/** Where an attempt's bar ends: its caller waits, or its callee still works. */
export function endOf({ waited, began, finished }: Attempt, t: Micros): Micros {
  const work = began === Infinity ? 0 : finished;
  return Math.min(t, Math.max(waited, work));
}

/** Calls that reached for this node up to `t`. */
export const callsTo = ({ attempts }: Checkout, node: number, t: Micros): number =>
  attempts.reduce((n, a) => n + (a.callee === node && a.from <= t ? 1 : 0), 0);

/** Moments before the present in which the checkout to show is looked for, µs. */
const RECENT = 5_000_000;

/** Of the checkouts begun lately the one with the most calls to `node`, the newest of several. */
export function notable(checkouts: readonly Checkout[], node: number, t: Micros): number {
  let [found, most] = [-1, 0];
  for (let i = checkouts.length - 1; i >= 0; i--) {
    const { from } = checkouts[i].attempts[0];
    if (from > t) continue;
    if (found >= 0 && from < t - RECENT) break;
    const calls = callsTo(checkouts[i], node, t);
    if (found < 0 || calls > most) [found, most] = [i, calls];
  }
  return found;
}

const SAYS: Readonly<Record<Cause, string>> = {
  error: 'an error',
  timeout: 'no answer in time',
  busy: 'refused, too much to do',
  breaker: 'refused by an open breaker',
  deadline: 'dropped, past its deadline',
  token: 'refused, the token had expired',
  moved: 'refused, at an old address',
  quota: 'refused by the quota',
};

const ms = (time: Micros): string => `${Math.round(time / 100) / 10} ms`;

/** An attempt in a sentence, as far as it has come by `t`. */
export function tellOf(a: Attempt, t: Micros, nameOf: (node: number) => string): string {
  const head = `${nameOf(a.caller)} → ${nameOf(a.callee)}, attempt ${a.attempt}`;
  const wait =
    a.waited > t
      ? `waits for ${ms(t - a.from)} so far`
      : a.why === null
        ? `success after ${ms(a.waited - a.from)}`
        : `${SAYS[a.why]}, after ${ms(a.waited - a.from)}`;
  if (a.began > t) return `${head}: ${wait}`;
  const gone = a.waited < Math.min(a.finished, t);
  const work =
    a.began > a.waited ? 'work began when the caller had gone' : 'worked on past the caller';
  return gone ? `${head}: ${wait}; ${work}` : `${head}: ${wait}`;
}
