import type { Model } from './models';
import type { Operation } from './operations';
import { NEVER, Timeline, type Kind } from './timeline';

/** States that can have been brought about at all, by what was invoked so far. */
class Reachable {
  readonly #reached = new Set<number>();
  /** Compare-and-sets from states that are not reached yet, with what they set. */
  readonly #waiting = new Map<number, number[]>();

  constructor(initial: number) {
    this.#reached.add(initial);
  }

  has(state: number): boolean {
    return this.#reached.has(state);
  }

  invoke({ wants, sets }: Kind): void {
    if (sets < 0) return;
    if (wants < 0 || this.#reached.has(wants)) return this.#reach(sets);
    const others = this.#waiting.get(wants);
    if (others) others.push(sets);
    else this.#waiting.set(wants, [sets]);
  }

  #reach(first: number): void {
    const stack = [first];
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      if (this.#reached.has(state)) continue;
      this.#reached.add(state);
      stack.push(...(this.#waiting.get(state) ?? []));
      this.#waiting.delete(state);
    }
  }
}

const more = (counts: Map<number, number>, state: number) =>
  counts.set(state, (counts.get(state) ?? 0) + 1);

/**
 * By operation: the event by which what it set has certainly been overwritten, because something else was invoked
 * after its answer and answered then; `NEVER` where nothing was. At the end: the same for the initial state.
 */
function overwritten({
  end,
  operation,
  isAnswer,
  answeredAt,
  kinds,
  kindOf,
}: Timeline): Int32Array {
  const gone = new Int32Array(kindOf.length + 1);
  let earliest = NEVER;
  gone.fill(NEVER);
  for (let at = end - 1; at >= 0; at--) {
    const o = operation[at];
    if (isAnswer[at]) gone[o] = earliest;
    else if (kinds[kindOf[o]].sets >= 0) earliest = Math.min(earliest, answeredAt[o]);
  }
  gone[kindOf.length] = earliest;
  return gone;
}

/** Until when each state that was set can have lasted. */
class Lasting {
  readonly #until = new Map<number, number>();
  readonly #gone: Int32Array;

  constructor(private readonly timeline: Timeline) {
    this.#gone = overwritten(timeline);
    this.#until.set(timeline.initial, this.#gone[timeline.kindOf.length]);
  }

  invoke(o: number, { sets }: Kind): void {
    if (sets >= 0) this.#until.set(sets, Math.max(this.#until.get(sets) ?? -1, this.#gone[o]));
  }

  /** Whether an operation that wants a state, or one grown from it, can have found it. */
  has(state: number, o: number): boolean {
    return (this.#until.get(state) ?? -1) >= this.timeline.invokedAt[o];
  }
}

/** A register: a state has to be reachable, and each compare-and-set from it needs an arrival of its own. */
function firstOfRegister(timeline: Timeline): number | null {
  const { initial, kinds, kindOf, operation, isAnswer, line } = timeline;
  const reachable = new Reachable(initial);
  const lasting = new Lasting(timeline);
  const arrivals = new Map([[initial, 1]]);
  const departures = new Map<number, number>();
  const departedBefore = new Int32Array(kindOf.length);
  for (let at = 0; at < timeline.end; at++) {
    const o = operation[at];
    const kind = kinds[kindOf[o]];
    const { wants, sets } = kind;
    if (!isAnswer[at]) {
      reachable.invoke(kind);
      lasting.invoke(o, kind);
      if (sets >= 0) more(arrivals, sets);
      departedBefore[o] = departures.get(wants) ?? 0;
      continue;
    }
    if (wants < 0) continue;
    if (sets >= 0) more(departures, wants);
    const needs = sets >= 0 ? departures.get(wants)! : departedBefore[o] + 1;
    const isPossible = reachable.has(wants) && lasting.has(wants, o);
    if (!isPossible || needs > (arrivals.get(wants) ?? 0)) return line[at];
  }
  return null;
}

/**
 * States that grow: what was seen begins with something that was set and may have lasted; as long as nothing was set,
 * it has all that was acknowledged before, and no more than was begun.
 */
function firstOfGrowing(timeline: Timeline): number | null {
  const { initial, kinds, kindOf, operation, isAnswer, line, texts } = timeline;
  const lasting = new Lasting(timeline);
  let isSet = false;
  let [added, acknowledged] = [0, 0];
  const acknowledgedBefore = new Int32Array(kindOf.length);
  for (let at = 0; at < timeline.end; at++) {
    const o = operation[at];
    const kind = kinds[kindOf[o]];
    if (!isAnswer[at]) {
      lasting.invoke(o, kind);
      if (kind.how === 'set') isSet = true;
      added += kind.adds.length;
      acknowledgedBefore[o] = acknowledged;
      continue;
    }
    acknowledged += kind.adds.length;
    const { wants } = kind;
    if (wants < 0) continue;
    const isOpened =
      (texts.begins(initial, wants) && lasting.has(initial, o)) ||
      timeline.settersOf(wants).some((k) => lasting.has(kinds[k].sets, o));
    const grown = texts.length(wants) - texts.length(initial);
    const fits = isSet || (grown >= acknowledgedBefore[o] && grown <= added);
    if (!isOpened || !fits) return line[at];
  }
  return null;
}

/**
 * One pass over a history of one object, for answers that no order whatever explains: a state that nothing brings
 * about. Returns the line of the first; `null` proves nothing.
 */
export function firstImpossible(operations: readonly Operation[], model: Model): number | null {
  const timeline = new Timeline(operations, model);
  return timeline.hasAdds ? firstOfGrowing(timeline) : firstOfRegister(timeline);
}
