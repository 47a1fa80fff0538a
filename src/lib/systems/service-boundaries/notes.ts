import type { NodeRef } from '../../sim';
import type { Shown } from '../facts';
import type { Fact } from './facts';

/** What the facts need to know beyond the processes' own counters. */
export interface Noted {
  /** By callee: replies that came when nobody waited for them any more. */
  wasted: Map<NodeRef, number>;
  /** By caller: calls without a reply, oldest first, each with the time at which it was made. */
  calls: Map<NodeRef, Map<string, number>>;
  /** Whose time-out was shown last, by caller. */
  clocks: Map<NodeRef, string>;
  /** How many deaths the clock of each process was started for. */
  deaths: Map<NodeRef, number>;
  shown: Shown<Fact>;
}

export const beginNotes = (): Noted => ({
  wasted: new Map(),
  calls: new Map(),
  clocks: new Map(),
  deaths: new Map(),
  shown: new Map(),
});

const callName = (id: number, entities: number): string => `${id} ${entities}`;

export function noteCall(
  { calls }: Noted,
  from: NodeRef,
  id: number,
  entities: number,
  now: number,
): void {
  let mine = calls.get(from);
  if (!mine) calls.set(from, (mine = new Map()));
  const name = callName(id, entities);
  mine.delete(name);
  mine.set(name, now);
}

export const noteReply = ({ calls }: Noted, to: NodeRef, id: number, entities: number): void =>
  void calls.get(to)?.delete(callName(id, entities));

export const noteWasted = ({ wasted }: Noted, from: NodeRef): void =>
  void wasted.set(from, (wasted.get(from) ?? 0) + 1);
