import { Choices, HIDE } from './choices';
import { Configuration, Did, hides, type Saved } from './configuration';
import { Memo } from './memo';
import type { Model } from './models';
import type { Operation } from './operations';
import { Outlook } from './outlook';
import { NEVER, Timeline } from './timeline';

/** How far a search has come. */
export interface Progress {
  /** Up to this line an order was found. */
  readonly line: number;
  /** Choices tried, and bytes taken for remembering them. */
  readonly tried: number;
  readonly bytes: number;
}

/** Asked every so often; what it answers ends the search undecided. */
export type Tick = (progress: Progress) => boolean;

/** Indexes of operations in an order that explains every answer before an event. */
type Order = readonly number[];

export type Outcome =
  | { readonly kind: 'found'; readonly order: Order }
  | {
      readonly kind: 'none';
      /** The answer in this line could not be explained, everything before it by `order`. */
      readonly line: number;
      readonly order: Order;
      /** Turns were not followed because an answer in this line could not have come about: none gets beyond it. */
      readonly cut: number;
    }
  | { readonly kind: 'stopped'; readonly line: number };

interface Frame {
  readonly saved: Saved;
  readonly due: number;
  readonly choices: number[];
  next: number;
  /** Whether `choices` has the operations that could come before, too. */
  isFull: boolean;
}

const TICK_EVERY = 512;

class Search {
  readonly #timeline: Timeline;
  readonly #now: Configuration;
  readonly #outlook: Outlook;
  readonly #choices: Choices;
  readonly #memo: Memo;
  readonly #key: Uint32Array;
  readonly #pairs: Int32Array;
  readonly #frames: Frame[] = [];
  readonly #best = new BestTrail();
  #cut = -1;
  #tried = 0;
  #isStopped = false;

  constructor(
    operations: readonly Operation[],
    model: Model,
    private readonly tick: Tick,
  ) {
    this.#timeline = new Timeline(operations, model);
    this.#now = new Configuration(this.#timeline);
    this.#outlook = new Outlook(this.#now);
    this.#choices = new Choices(this.#now, this.#outlook);
    this.#key = new Uint32Array(3 + 2 * Math.ceil(this.#timeline.slots / 32));
    this.#memo = new Memo(this.#key.length);
    this.#pairs = new Int32Array(2 * this.#timeline.unknownKinds.length);
  }

  run(): Outcome {
    const now = this.#now;
    for (;;) {
      const due = now.advance();
      if (due < 0)
        return { kind: 'found', order: orderOf(now.trail, now.trailEnd, this.#timeline) };
      this.#best.reached(now.at, now.trailEnd);
      if (!this.#isSeen()) {
        const choices = this.#choices.direct(due);
        this.#frames.push({ saved: now.save(), due, choices, next: 0, isFull: false });
      }
      if (!this.#choose())
        return this.#isStopped ? { kind: 'stopped', line: this.#line() } : this.#none();
    }
  }

  /** The line before which everything has been explained. */
  #line(): number {
    return this.#timeline.line[this.#best.at];
  }

  #progress(): Progress {
    return { line: this.#line(), tried: this.#tried, bytes: this.#memo.bytes };
  }

  #none(): Outcome {
    const cut = this.#cut < 0 ? -1 : this.#timeline.line[this.#cut];
    this.#best.cutBack(this.#now.trail, 0);
    const { trail, length } = this.#best;
    return { kind: 'none', line: this.#line(), order: orderOf(trail, length, this.#timeline), cut };
  }

  /** Takes the next choice of the latest frame that has any left; false when all are used up, or it was stopped. */
  #choose(): boolean {
    const now = this.#now;
    for (;;) {
      const frame = this.#frames.at(-1);
      if (!frame) return false;
      if (++this.#tried % TICK_EVERY === 0 && !this.tick(this.#progress())) {
        this.#isStopped = true;
        return false;
      }
      if (now.trailEnd !== frame.saved.trail || now.at !== frame.saved.at)
        this.#goBack(frame.saved);
      if (frame.next === frame.choices.length && !frame.isFull) {
        frame.choices.push(...this.#choices.before(frame.due));
        frame.isFull = true;
      }
      if (frame.next === frame.choices.length) {
        this.#frames.pop();
        continue;
      }
      if (this.#take(frame.choices[frame.next++], frame)) return true;
      this.#goBack(frame.saved);
    }
  }

  #goBack(saved: Saved): void {
    this.#best.cutBack(this.#now.trail, saved.trail);
    this.#now.restore(saved);
  }

  /** False when somebody could not be explained any more. */
  #take(choice: number, { due }: Frame): boolean {
    const now = this.#now;
    const before = now.state;
    if (choice === HIDE) now.hide(due);
    else now.place(choice, due);
    const left = choice === HIDE ? now.kind(due).sets : before;
    const deadline = this.#outlook.deadline(left);
    if (deadline === NEVER) return true;
    this.#cut = Math.max(this.#cut, deadline);
    return false;
  }

  #isSeen(): boolean {
    const [now, key] = [this.#now, this.#key];
    const { slots } = this.#timeline;
    const half = (key.length - 3) >> 1;
    key.fill(0);
    key[0] = now.at;
    key[1] = now.state;
    key[2] = now.mode;
    for (let slot = 0; slot < slots; slot++) {
      const o = now.open[slot];
      if (o < 0) continue;
      const word = 3 + (slot >> 5);
      key[word] |= 1 << (slot & 31);
      if (now.isHideable(o)) key[word + half] |= 1 << (slot & 31);
    }
    let end = 0;
    for (const k of this.#timeline.unknownKinds) {
      if (now.spent[k] === 0) continue;
      this.#pairs[end++] = k;
      this.#pairs[end++] = now.spent[k];
    }
    return this.#memo.isSeen(key, this.#pairs, end);
  }
}

/** The trail that came furthest. It shares its beginning with the one that is being tried, so that little is copied. */
class BestTrail {
  at = 0;
  length = 0;
  trail = new Int32Array(1024);
  #shared = 0;
  #isKept = true;

  reached(at: number, length: number): void {
    if (at <= this.at && this.length > 0) return;
    this.at = at;
    this.length = length;
    this.#isKept = false;
  }

  /** Before the trail that is being tried is cut back to `to` steps. */
  cutBack(trail: Int32Array, to: number): void {
    if (!this.#isKept && to < this.length) {
      if (this.trail.length < this.length) {
        const longer = new Int32Array(this.length * 2);
        longer.set(this.trail.subarray(0, this.#shared));
        this.trail = longer;
      }
      this.trail.set(trail.subarray(this.#shared, this.length), this.#shared);
      this.#shared = this.length;
      this.#isKept = true;
    }
    this.#shared = Math.min(this.#shared, to);
  }
}

/** The order that a trail stands for: what was hidden comes right before the `set` that hid it. */
function orderOf(trail: Int32Array, end: number, { kinds, kindOf }: Timeline): number[] {
  const order: number[] = [];
  const hidden = new Map<number, number[]>();
  let lastSet = -1;
  for (let i = 0; i < end; i++) {
    const [o, did] = [trail[i] >> 3, trail[i] & 7];
    if (did === Did.Invoke) continue;
    if (did === Did.Hide) {
      const others = hidden.get(lastSet);
      if (others) others.push(o);
      else hidden.set(lastSet, [o]);
      continue;
    }
    if (hides(kinds[kindOf[o]])) lastSet = order.length;
    order.push(o);
  }
  return order.flatMap((o, i) => [...(hidden.get(i) ?? []), o]);
}

/**
 * Looks for a linear order of operations on one object, event by event: each operation is placed at the latest when
 * its answer comes, and no sooner than an answer needs it (Lowe, 2017), depth first, never twice from the same
 * configuration (Wing and Gong, 1993).
 */
export function search(operations: readonly Operation[], model: Model, tick: Tick): Outcome {
  return new Search(operations, model, tick).run();
}
