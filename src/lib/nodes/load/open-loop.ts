import { exponential, uniform, type Micros, type Stream } from '../../sim';
import { nodeMachine, type NodeMachine, off, waiting, well } from '../machine';

/** How far apart requests are: `poisson` at random, `uneven` from half a mean gap to one and a half, `regular` one each. */
export type Spread = 'poisson' | 'uneven' | 'regular';

const SHARES: Readonly<Record<Spread, (random: Stream) => number>> = {
  poisson: exponential,
  uneven: (random) => 0.5 + uniform(random),
  regular: () => 1,
};

/** Time from one request to the next, µs. `meanGap` in µs. */
export const gapOf = (meanGap: Micros, random: Stream, spread: Spread = 'poisson'): Micros =>
  Math.round(SHARES[spread](random) * meanGap);

/** What each mode of a generator means. */
interface LoadModes {
  readonly sending: string;
  readonly waiting: string;
  readonly finished: string;
}

/** The statechart of whoever sends what it has to send, waits for the last answers, and is done. */
export const loadMachine = (
  id: string,
  says: LoadModes,
): NodeMachine<keyof LoadModes, 'ALL_SENT' | 'ALL_ANSWERED'> =>
  nodeMachine(id, {
    sending: well(says.sending, { ALL_SENT: 'waiting' }),
    waiting: waiting(says.waiting, { ALL_ANSWERED: 'finished' }),
    finished: off(says.finished),
  });

/** All are answered or given up: the run may end. A generator that finds itself `finished` at a boot says so again. */
export function finish(
  durable: { finished: boolean },
  out: { become(event: 'ALL_ANSWERED'): void; done(): void },
): void {
  durable.finished = true;
  out.become('ALL_ANSWERED');
  out.done();
}

/** What differs between generators: `N` is the node, `O` what it acts through. */
interface Load<N, O> {
  send(node: N, out: O): void;
  /** Time until it sends again, µs. */
  gap(node: N, out: O): Micros;
  /** It has sent enough, or for long enough. Left out, it never ends. */
  isOver?(node: N, out: O): boolean;
  /** It has sent its last. */
  conclude?(node: N, out: O): void;
}

/**
 * An open-loop load generator: requests leave at their own times, whatever comes back, so that a slow system meets the
 * same load as a quick one (a closed loop would wait, and spare it). Sets the timer `next`, which its node hands to
 * `next`; a burst is `send` more than once. What is sent, asked again or given up is the node's own affair.
 */
export function openLoop<N, O extends { after(delay: Micros, name: 'next'): unknown }>(
  load: Load<N, O>,
) {
  /** Waits for the next request. */
  const wait = (node: N, out: O): void => void out.after(load.gap(node, out), 'next');
  /** The same, or is through. */
  const arm = (node: N, out: O): void => {
    if (load.isOver?.(node, out)) load.conclude?.(node, out);
    else wait(node, out);
  };
  /** It is time for one, unless the time is up. */
  const next = (node: N, out: O): void => {
    if (load.isOver?.(node, out)) return load.conclude?.(node, out);
    load.send(node, out);
    arm(node, out);
  };
  return { wait, arm, next };
}

interface Waits<V> {
  readonly volatile: { readonly open: ReadonlyMap<number, V> };
  readonly durable: { finished: boolean };
  readonly options: { readonly timeout: Micros };
}
interface EndOut {
  after(delay: Micros, name: 'over'): unknown;
  become(event: 'ALL_ANSWERED'): void;
  done(): void;
}

/**
 * Timers of a generator that gives up what is not answered in time: `look` at what is overdue, `next`, and, once all is
 * sent, `over`, when the last time-out has passed.
 */
export function timers<N extends Waits<unknown>, O extends EndOut>(
  look: (node: N, out: O) => void,
  next: (node: N, out: O) => void,
) {
  return {
    sending(node: N, name: string, _data: unknown, out: O): void {
      if (name === 'look') look(node, out);
      else next(node, out);
    },
    waiting(node: N, name: string, _data: unknown, out: O): void {
      if (name === 'look') look(node, out);
      // A longer time-out may have been set meanwhile.
      else if (node.volatile.open.size > 0) out.after(node.options.timeout, 'over');
      else finish(node.durable, out);
    },
  };
}
