import { firstPlace } from '../../sim';
import type { Model } from './models';
import type { Operation } from './operations';
import { Texts } from './texts';

/** Later than every event. */
export const NEVER = 0x3fffffff;

/** What all operations with the same wish and the same change have in common. */
export interface Kind {
  /** The state that it needs before it; −1: any will do. */
  readonly wants: number;
  readonly how: 'look' | 'set' | 'add';
  /** The state that it sets; −1 when it sets none. */
  readonly sets: number;
  /** What it adds. */
  readonly adds: string;
  /** Changes the object whatever it holds, so that another `set` right behind it hides it. */
  readonly isBlind: boolean;
  /** Events at which operations of this kind are invoked. */
  readonly invocations: number[];
  /** Those of unknown outcome, in order of invocation. */
  readonly unknown: number[];
}

/** Invocations and answers of one object's operations in the order of their lines, and what does not change in a search. */
export class Timeline {
  readonly texts = new Texts();
  readonly kinds: Kind[] = [];
  readonly kindOf: Int32Array;
  readonly initial: number;
  /** The operation of each event; and whether the event is its answer. */
  readonly operation: Int32Array;
  readonly isAnswer: Uint8Array;
  readonly line: Int32Array;
  /** Events of each operation; `NEVER` for an answer that did not come. */
  readonly invokedAt: Int32Array;
  readonly answeredAt: Int32Array;
  /** Operations that are open at the same time have different slots; −1 for those of unknown outcome. */
  readonly slotOf: Int32Array;
  slots = 0;
  readonly hasAdds: boolean;
  readonly unknownKinds: readonly number[];
  /** By state: operations of known outcome that want it, in order of their answers. */
  readonly wantsOf = new Map<number, number[]>();
  /** All operations of known outcome that only look, in order of their answers. */
  readonly looks: number[] = [];
  readonly casFrom = new Set<number>();
  /** By state: kinds that set it whole. */
  readonly #setters = new Map<number, number[]>();
  readonly #setLengths = new Set<number>();
  readonly #openersOf = new Map<number, readonly number[]>();

  constructor(operations: readonly Operation[], model: Model) {
    this.initial = this.texts.whole(model.initial);
    const kindIds = new Map<string, number>();
    this.kindOf = Int32Array.from(operations, (o) => this.#kindOf(o, model, kindIds));
    this.hasAdds = this.kinds.some((k) => k.how === 'add');
    const events = operations.flatMap(({ invoked, answered }, operation) => [
      { line: invoked, operation, isAnswer: 0 },
      ...(answered === null ? [] : [{ line: answered, operation, isAnswer: 1 }]),
    ]);
    events.sort((a, b) => a.line - b.line);
    this.operation = Int32Array.from(events, (e) => e.operation);
    this.isAnswer = Uint8Array.from(events, (e) => e.isAnswer);
    this.line = Int32Array.from(events, (e) => e.line);
    this.invokedAt = new Int32Array(operations.length);
    this.answeredAt = new Int32Array(operations.length).fill(NEVER);
    this.slotOf = new Int32Array(operations.length).fill(-1);
    events.forEach((e, at) => {
      (e.isAnswer ? this.answeredAt : this.invokedAt)[e.operation] = at;
    });
    this.#walk();
    this.unknownKinds = this.kinds.flatMap((k, i) => (k.unknown.length > 0 ? [i] : []));
  }

  get end(): number {
    return this.operation.length;
  }

  #kindOf(o: Operation, model: Model, ids: Map<string, number>): number {
    const [wish, change] = [model.wants(o), model.change(o)];
    const key = JSON.stringify([wish, change?.how, change?.text]);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const wants = wish === null ? -1 : this.texts.whole(wish);
    const sets = change?.how === 'set' ? this.texts.whole(change.text) : -1;
    const how = change?.how ?? 'look';
    const adds = how === 'add' ? change!.text : '';
    const isBlind = wish === null && how !== 'look';
    const id = this.kinds.push({ wants, how, sets, adds, isBlind, invocations: [], unknown: [] });
    if (wants >= 0 && sets >= 0) this.casFrom.add(wants);
    if (sets >= 0) {
      this.#setLengths.add(this.texts.length(sets));
      const setters = this.#setters.get(sets);
      if (setters) setters.push(id - 1);
      else this.#setters.set(sets, [id - 1]);
    }
    ids.set(key, id - 1);
    return id - 1;
  }

  #walk(): void {
    const free: number[] = [];
    for (let at = 0; at < this.end; at++) {
      const o = this.operation[at];
      const kind = this.kinds[this.kindOf[o]];
      if (this.isAnswer[at]) {
        free.push(this.slotOf[o]);
        if (kind.how === 'look') this.looks.push(o);
        if (kind.wants < 0) continue;
        const others = this.wantsOf.get(kind.wants);
        if (others) others.push(o);
        else this.wantsOf.set(kind.wants, [o]);
        continue;
      }
      kind.invocations.push(at);
      if (this.answeredAt[o] === NEVER) kind.unknown.push(o);
      else this.slotOf[o] = free.pop() ?? this.slots++;
    }
  }

  /** Kinds that set a state, or a beginning of it where the rest can be added. */
  settersOf(state: number): readonly number[] {
    if (!this.hasAdds) return this.#setters.get(state) ?? [];
    const known = this.#openersOf.get(state);
    if (known) return known;
    const found = this.texts
      .beginningsOf(state, this.#setLengths)
      .flatMap((s) => this.#setters.get(s) ?? []);
    this.#openersOf.set(state, found);
    return found;
  }
}

/** How many of an ascending list are smaller. */
export const countBelow = (list: readonly number[], limit: number, from = 0): number =>
  firstPlace(from, list.length, (i) => list[i] < limit);
