import { range } from '../../../sim';
import { answersCopied, noAnswers, placeOf, remember } from '../../../nodes/store/answered';
import type { Answered } from '../../../nodes/store/answered';
import { applied, firstValue, perObject, shownOf } from './operations';
import type { Answer, ObjectId, Request, Value } from './operations';

/** What the log holds: a client's operation with the place of its replica. */
export interface Command {
  readonly origin: number;
  readonly request: Request;
}

/** One object in the state machine: its value, and how many updates made it so. */
export interface Cell {
  value: Value;
  updates: number;
}

/** What the log's entries have come to. */
export interface StateMachine {
  readonly cells: Record<ObjectId, Cell>;
  /** By the place of the client's replica. */
  readonly answered: Answered[];
  /** Operations that took effect a second time: none, unless a bug is planted. */
  repeats: number;
}

export const firstState = (replicas: number, walletStart: number): StateMachine => ({
  cells: perObject((id) => ({ value: firstValue(id, walletStart), updates: 0 })),
  answered: range(replicas).map(noAnswers),
  repeats: 0,
});

/** Messages are never changed once sent, so a snapshot is a copy. */
export const copyState = ({ cells, answered, repeats }: StateMachine): StateMachine => ({
  cells: perObject((id) => ({ ...cells[id] })),
  answered: answered.map(answersCopied),
  repeats,
});

/** A look at one object, as the answer to a read. */
export const readFrom = (cell: Cell, seq: number): Answer => ({
  type: 'done',
  seq,
  value: shownOf(cell.value),
  version: cell.updates,
});

/** Does what a command says, once: the second time it gives the first answer. `null`: too old to know. */
export function apply(
  state: StateMachine,
  { origin, request }: Command,
  dedupe: boolean,
): Answer | null {
  const cell = state.cells[request.object];
  const { seq, verb } = request;
  if (verb === 'read') return readFrom(cell, seq);
  const kept = state.answered[origin];
  const place = placeOf(kept, seq);
  if (place !== -1 && !dedupe) state.repeats++;
  else if (place === -2) return null;
  else if (place >= 0) return answerAt(kept, place);
  const value = applied(cell.value, verb, request.amount);
  if (value !== null) {
    cell.value = value;
    cell.updates++;
  }
  remember(kept, seq, shownOf(cell.value), cell.updates, value === null);
  return answerTo(request, value === null, shownOf(cell.value), cell.updates);
}

export const answerTo = (
  { seq }: Request,
  declined: boolean,
  value: number,
  version: number,
): Answer => ({ type: declined ? 'declined' : 'done', seq, value, version });

/** An answer given before. */
export const answerAt = (kept: Answered, place: number): Answer => ({
  type: kept.declined[place] ? 'declined' : 'done',
  seq: kept.seq[place],
  value: kept.value[place],
  version: kept.version[place],
});
