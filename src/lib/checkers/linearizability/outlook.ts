import type { Configuration } from './configuration';
import { Spelling } from './spelling';
import { countBelow, NEVER, type Timeline } from './timeline';

/** So many wishes ahead are looked at. */
const HORIZON = 16;

/**
 * Sees from a configuration that somebody who is still to come can no longer see what they saw: nothing left over
 * brings that state about. This is what keeps wrong turns short.
 */
export class Outlook {
  readonly #timeline: Timeline;
  readonly #answers = new Map<number, number[]>();
  readonly #looksEnd: number[];
  readonly spelling: Spelling;

  constructor(private readonly now: Configuration) {
    this.#timeline = now.timeline;
    const { wantsOf, looks, answeredAt } = now.timeline;
    this.spelling = new Spelling(now);
    for (const [state, list] of wantsOf)
      this.#answers.set(
        state,
        list.map((o) => answeredAt[o]),
      );
    this.#looksEnd = looks.map((o) => answeredAt[o]);
  }

  /**
   * The answer (an event) of a known operation that cannot come about any more; `NEVER` when none is seen.
   * `left`: a state that was left, or that has one chance less.
   */
  deadline(left: number): number {
    return this.#timeline.hasAdds ? this.#unreadable() : this.#starved(left);
  }

  /** When the next operation that wants a state is answered. */
  nextWish(state: number): number {
    const list = this.#timeline.wantsOf.get(state);
    if (!list) return NEVER;
    let i = countBelow(this.#answers.get(state)!, this.now.at);
    while (i < list.length && this.now.isPlaced[list[i]]) i++;
    return i < list.length ? this.#timeline.answeredAt[list[i]] : NEVER;
  }

  /** The state that the next look sees; −1 when there is none. */
  nextLook(): number {
    const { looks } = this.#timeline;
    let i = countBelow(this.#looksEnd, this.now.at);
    while (i < looks.length && this.now.isPlaced[looks[i]]) i++;
    return i < looks.length ? this.now.kind(looks[i]).wants : -1;
  }

  /** Every compare-and-set from a state, and every look behind them, needs an arrival at that state. */
  #starved(state: number): number {
    const { wantsOf, answeredAt, invokedAt, casFrom } = this.#timeline;
    const list = wantsOf.get(state);
    if (!list) return NEVER;
    const isHere = this.now.state === state ? 1 : 0;
    const hasCas = casFrom.has(state);
    const casEnds: number[] = [];
    let seen = 0;
    const from = countBelow(this.#answers.get(state)!, this.now.at);
    for (let i = from; i < list.length && seen < HORIZON; i++) {
      const o = list[i];
      if (this.now.isPlaced[o]) continue;
      seen++;
      const isCas = this.now.kind(o).how !== 'look';
      if (isCas) casEnds.push(answeredAt[o]);
      const needs = isCas ? casEnds.length : countBelow(casEnds, invokedAt[o]) + 1;
      if (!this.#canArrive(o, state, needs - isHere)) return answeredAt[o];
      // Without compare-and-sets one arrival serves everybody, and later ones have more chances.
      if (!hasCas) break;
    }
    return NEVER;
  }

  #canArrive(o: number, state: number, needs: number): boolean {
    if (needs <= 0) return true;
    const { answeredAt, kinds } = this.#timeline;
    const { waiting, invoked } = this.now;
    let arrivals = 0;
    for (const k of this.#timeline.settersOf(state)) {
      const { unknown, invocations } = kinds[k];
      arrivals += waiting[k] + (this.now.unspent(k) >= 0 ? unknown.length : 0);
      if (arrivals < needs)
        arrivals += countBelow(invocations, answeredAt[o], invoked[k]) - invoked[k];
      if (arrivals >= needs) return true;
    }
    return false;
  }

  /** Whether what is left over can still spell what a look saw. */
  #isReadable(wants: number, deadline: number): boolean {
    const { spelling, now } = this;
    const { texts, kinds } = this.#timeline;
    const { state } = now;
    if (texts.equals(state, wants)) return true;
    if (texts.begins(state, wants) && spelling.canBeAdded(wants, texts.length(state), deadline))
      return true;
    return this.#timeline
      .settersOf(wants)
      .some(
        (k) =>
          spelling.isLeft(k, deadline) &&
          spelling.canBeAdded(wants, texts.length(kinds[k].sets), deadline),
      );
  }

  /** Whether one of the next looks can see what it saw no more, where states grow. */
  #unreadable(): number {
    const { looks, answeredAt } = this.#timeline;
    let seen = 0;
    for (let i = countBelow(this.#looksEnd, this.now.at); i < looks.length && seen < HORIZON; i++) {
      const o = looks[i];
      if (this.now.isPlaced[o]) continue;
      seen++;
      const { wants } = this.now.kind(o);
      if (!this.#isReadable(wants, answeredAt[o])) return answeredAt[o];
    }
    return NEVER;
  }
}
