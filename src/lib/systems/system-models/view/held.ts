import { eventReader, type Micros, type Trace } from '../../../sim';
import type { Traffic } from '../nodes/messages';
import type { ModelWorld } from '../world';

const eventsOf = eventReader<ModelWorld>();

/** A message in the scheduler's hands. */
export interface Held {
  readonly no: number;
  readonly message: Traffic;
  readonly from: Micros;
  /** When it was let go; Infinity: it has not been yet. */
  readonly to: Micros;
}

/** All messages that the scheduler has had, in the order in which they came. */
export function heldIn(trace: Trace): Held[] {
  const passed = new Map(eventsOf(trace, 'passes').map((e) => [e.data.no, e.at]));
  return eventsOf(trace, 'holds').map(({ at, data }) => ({
    ...data,
    from: at,
    to: passed.get(data.no) ?? Infinity,
  }));
}

export const heldAt = (all: readonly Held[], t: Micros): Held[] =>
  all.filter((h) => h.from <= t && h.to > t);

const WORDS: Readonly<Record<Traffic['type'], string>> = {
  heartbeat: 'heartbeat',
  proposal: 'proposal',
  echo: 'echo',
  accept: 'acceptance',
  skip: 'next round',
  decision: 'decision',
};

/** "proposal, order 3, round 0: node 3 → node 1". */
export function heldText({ message }: Held, nameOf: (node: number) => string): string {
  const value = 'value' in message ? `, order ${message.value}` : '';
  const round = 'round' in message ? `, round ${message.round}` : '';
  return `${WORDS[message.type]}${value}${round}: node ${message.by + 1} → ${nameOf(message.to)}`;
}

/** How far the vote has come by a moment: the highest round, and what each node that has decided holds. */
export function voteAt(trace: Trace, t: Micros): { round: number; orders: number[] } {
  const rounds = eventsOf(trace, 'round').filter((e) => e.at <= t);
  const decided = eventsOf(trace, 'decides').filter((e) => e.at <= t);
  return {
    round: Math.max(0, ...rounds.map((e) => e.data.round)),
    orders: decided.map((e) => e.data.value),
  };
}
