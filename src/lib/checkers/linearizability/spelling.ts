import type { Configuration } from './configuration';
import type { Timeline } from './timeline';

/** So many places of a text are looked at; what lies behind them is believed. */
const MOST_PLACES = 64;

/** Which additions a text can be made of, and who will see how far a state has grown. */
export class Spelling {
  readonly #timeline: Timeline;
  readonly #adders = new Map<string, number>();
  readonly #lengths: number[];
  /** By whole text and place: kinds that can come next. */
  readonly #next = new Map<number, Map<number, readonly number[]>>();
  /** By state: those who see something that begins with it, the latest first. */
  readonly #readers = new Map<number, number[]>();

  constructor(private readonly now: Configuration) {
    this.#timeline = now.timeline;
    const { kinds, looks, texts, initial } = now.timeline;
    kinds.forEach(({ how, adds }, k) => how === 'add' && adds !== '' && this.#adders.set(adds, k));
    this.#lengths = [...new Set([...this.#adders.keys()].map((text) => text.length))];
    const file = (state: number, look: number) => {
      const list = this.#readers.get(state);
      if (list) list.push(look);
      else this.#readers.set(state, [look]);
    };
    for (let i = looks.length - 1; i >= 0; i--) {
      const { wants } = now.kind(looks[i]);
      const starts = new Set(now.timeline.settersOf(wants).map((k) => kinds[k].sets));
      if (texts.begins(initial, wants)) starts.add(initial);
      starts.forEach((state) => file(state, looks[i]));
    }
  }

  /** Whether somebody who is still to be answered sees a state that goes on from this one with a text. */
  isRead(state: number, text: string): boolean {
    const { texts, answeredAt } = this.#timeline;
    const readers = this.#readers.get(texts.start(state)) ?? [];
    for (const look of readers) {
      if (answeredAt[look] < this.now.at) return false;
      const { wants } = this.now.kind(look);
      if (texts.begins(state, wants) && texts.goesOnWith(state, text, wants)) return true;
    }
    return false;
  }

  /** Whether the rest of a whole text, from a place on, can be added before an answer by what is left over. */
  canBeAdded(whole: number, from: number, deadline: number): boolean {
    const { texts, kinds } = this.#timeline;
    const end = texts.length(whole);
    const places = [from];
    const met = new Set(places);
    for (let i = 0; i < places.length; i++) {
      if (places[i] === end || i >= MOST_PLACES) return true;
      for (const k of this.#nextOf(whole, places[i])) {
        const to = places[i] + kinds[k].adds.length;
        if (met.has(to) || !this.isLeft(k, deadline)) continue;
        met.add(to);
        places.push(to);
      }
    }
    return false;
  }

  /** Whether an operation of this kind is without a place, and invoked before an answer. */
  isLeft(kind: number, deadline: number): boolean {
    const { now } = this;
    const { invocations } = this.#timeline.kinds[kind];
    if (now.waiting[kind] > 0 || now.unspent(kind) >= 0) return true;
    const next = now.invoked[kind];
    return next < invocations.length && invocations[next] < deadline;
  }

  #nextOf(whole: number, place: number): readonly number[] {
    let places = this.#next.get(whole);
    if (!places) this.#next.set(whole, (places = new Map<number, readonly number[]>()));
    let kinds = places.get(place);
    if (!kinds) {
      kinds = this.#lengths.flatMap(
        (length) => this.#adders.get(this.#timeline.texts.slice(whole, place, length)) ?? [],
      );
      places.set(place, kinds);
    }
    return kinds;
  }
}
