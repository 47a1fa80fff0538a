import { NEVER, type Kind, type Timeline } from './timeline';

/** What a trail is made of: an operation times eight, plus one of these. */
export const Did = { Invoke: 0, Place: 1, Spend: 2, Look: 3, Hide: 4 } as const;

/** What has to come next before anything else may. */
export const Mode = {
  Free: 0,
  /** Something was placed before the operation that is due: that one has to be placed behind it. */
  Begun: 1,
  /** As `Begun`, and what was just done has to be used: otherwise the next `set` could have hidden it. */
  Unused: 3,
} as const;

/** What can be put back at once. */
export interface Saved {
  readonly trail: number;
  readonly at: number;
  readonly state: number;
  readonly setAt: number;
  readonly mode: number;
}

/** Whatever comes right before it is seen by nobody. */
export const hides = (kind: Kind): boolean => kind.how === 'set' && kind.isBlind;

/**
 * Where a search stands: the event it has come to, the object's state, and which of the open operations have a place.
 * Operations are placed no sooner than somebody's answer needs it, looks as soon as the state fits. A blind change
 * that was open when something was set can be *hidden* right before that, at no cost, once its answer comes.
 */
export class Configuration {
  /** All events before this one are explained. */
  at = 0;
  state: number;
  /** Where the latest `set` was placed: what was invoked before may still be hidden by it. */
  setAt = -1;
  mode: number = Mode.Free;
  /** By slot: the open operation without a place; −1: none. */
  readonly open: Int32Array;
  /** By kind: operations of known outcome that are open without a place; invocations so far; unknown ones used. */
  readonly waiting: Int32Array;
  readonly invoked: Int32Array;
  readonly spent: Int32Array;
  /** By operation. */
  readonly isPlaced: Uint8Array;
  trail = new Int32Array(1024);
  trailEnd = 0;

  constructor(readonly timeline: Timeline) {
    const { initial, slots, kinds, kindOf } = timeline;
    this.state = initial;
    this.open = new Int32Array(slots).fill(-1);
    this.waiting = new Int32Array(kinds.length);
    this.invoked = new Int32Array(kinds.length);
    this.spent = new Int32Array(kinds.length);
    this.isPlaced = new Uint8Array(kindOf.length);
  }

  kind(operation: number): Kind {
    return this.timeline.kinds[this.timeline.kindOf[operation]];
  }

  /** Operations of unknown outcome and this kind that could be placed now. */
  unspent(kind: number): number {
    const { unknown } = this.timeline.kinds[kind];
    const { invokedAt } = this.timeline;
    const next = this.spent[kind];
    return next < unknown.length && invokedAt[unknown[next]] < this.at ? unknown[next] : -1;
  }

  isHideable(operation: number): boolean {
    return this.timeline.invokedAt[operation] < this.setAt && this.kind(operation).isBlind;
  }

  /** Goes on to the next answer whose operation has no place yet; −1 when everything is explained. */
  advance(): number {
    const { end, operation, isAnswer, answeredAt, kindOf, slotOf } = this.timeline;
    for (; this.at < end; this.at++) {
      const o = operation[this.at];
      if (isAnswer[this.at]) {
        if (!this.isPlaced[o]) return o;
        this.mode = Mode.Free;
        continue;
      }
      this.#write(o, Did.Invoke);
      const k = kindOf[o];
      this.invoked[k]++;
      if (answeredAt[o] === NEVER) continue;
      this.open[slotOf[o]] = o;
      this.waiting[k]++;
      if (this.timeline.kinds[k].how === 'look') this.#look(o);
    }
    return -1;
  }

  #look(o: number): boolean {
    if (!this.timeline.texts.equals(this.state, this.kind(o).wants)) return false;
    this.#close(o, Did.Look);
    return true;
  }

  #close(o: number, did: number): void {
    this.#write(o, did);
    this.isPlaced[o] = 1;
    this.open[this.timeline.slotOf[o]] = -1;
    this.waiting[this.timeline.kindOf[o]]--;
  }

  #write(o: number, did: number): void {
    if (this.trailEnd === this.trail.length) {
      const trail = new Int32Array(this.trail.length * 2);
      trail.set(this.trail);
      this.trail = trail;
    }
    this.trail[this.trailEnd++] = o * 8 + did;
  }

  /** The state after an operation whose wish is met. */
  after(kind: Kind): number {
    return kind.how === 'set' ? kind.sets : this.timeline.texts.grow(this.state, kind.adds);
  }

  /** Places an open change that fits, and all looks that then do. `due`: its answer is what comes next. */
  place(o: number, due: number): void {
    const kind = this.kind(o);
    this.state = this.after(kind);
    if (this.timeline.answeredAt[o] === NEVER) {
      this.#write(o, Did.Spend);
      this.spent[this.timeline.kindOf[o]]++;
    } else this.#close(o, Did.Place);
    if (hides(kind)) this.setAt = this.at;
    let isUsed = o === due || !kind.isBlind;
    for (const other of this.open)
      if (other >= 0 && this.kind(other).how === 'look' && this.#look(other)) isUsed = true;
    this.mode = isUsed ? Mode.Begun : Mode.Unused;
  }

  /** The operation took effect right before the latest `set`. */
  hide(o: number): void {
    this.#close(o, Did.Hide);
  }

  save(): Saved {
    const { trailEnd: trail, at, state, setAt, mode } = this;
    return { trail, at, state, setAt, mode };
  }

  restore(to: Saved): void {
    const { kindOf, slotOf } = this.timeline;
    while (this.trailEnd > to.trail) {
      const step = this.trail[--this.trailEnd];
      const [o, did] = [step >> 3, step & 7];
      if (did === Did.Spend) this.spent[kindOf[o]]--;
      else if (did === Did.Invoke) {
        this.invoked[kindOf[o]]--;
        if (slotOf[o] < 0) continue;
        this.open[slotOf[o]] = -1;
        this.waiting[kindOf[o]]--;
      } else {
        this.isPlaced[o] = 0;
        this.open[slotOf[o]] = o;
        this.waiting[kindOf[o]]++;
      }
    }
    this.at = to.at;
    this.state = to.state;
    this.setAt = to.setAt;
    this.mode = to.mode;
  }
}
