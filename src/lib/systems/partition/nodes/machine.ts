import { nothingAnswered, placeOf, remember } from '../../../nodes/store/answered';
import type { Answer, Command, Request } from './messages';
import { applied, firstValue, OBJECTS, shownOf, type ObjectId } from './operations';
import type { Cell, Machine } from './options';

export function firstMachine(replicas: number, walletStart: number): Machine {
  const cell = (object: ObjectId): [ObjectId, Cell] => [
    object,
    { value: firstValue(object, walletStart), updates: 0 },
  ];
  return {
    cells: Object.fromEntries(OBJECTS.map(cell)) as Machine['cells'],
    answered: Array.from({ length: replicas }, nothingAnswered),
    repeats: 0,
  };
}

/** A look at one object, as the answer to a read. */
export function readFrom(cell: Cell, seq: number): Answer {
  return { type: 'done', seq, value: shownOf(cell.value), version: cell.updates };
}

/** Does what a command says, once: the second time it gives the first answer. `null`: too old to know. */
export function apply(
  machine: Machine,
  { origin, request }: Command,
  dedupe: boolean,
): Answer | null {
  const cell = machine.cells[request.object];
  const { seq, verb } = request;
  if (verb === 'read') return readFrom(cell, seq);
  const kept = machine.answered[origin];
  const place = placeOf(kept, seq);
  if (place !== -1 && !dedupe) machine.repeats++;
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

export function answerTo(r: Request, declined: boolean, value: number, version: number): Answer {
  return { type: declined ? 'declined' : 'done', seq: r.seq, value, version };
}

/** An answer given before. */
export function answerAt(kept: Machine['answered'][number], place: number): Answer {
  return {
    type: kept.declined[place] ? 'declined' : 'done',
    seq: kept.seq[place],
    value: kept.value[place],
    version: kept.version[place],
  };
}

/** Messages are never changed once sent, so a snapshot is a copy. */
export function copyMachine(machine: Machine): Machine {
  const cells = Object.entries(machine.cells).map(([id, cell]) => [id, { ...cell }]);
  return {
    cells: Object.fromEntries(cells) as Machine['cells'],
    answered: machine.answered.map((a) => ({
      seq: a.seq.slice(),
      value: a.value.slice(),
      version: a.version.slice(),
      declined: a.declined.slice(),
    })),
    repeats: machine.repeats,
  };
}
