import { SECOND, upperBound, type Micros } from '../sim';
import { frames, type Clock } from './clock';
import { nextSpeed } from './speed';

/** A frame that comes later than this (a hidden tab, a debugger) does not make simulated time jump. Wall ms. */
const LONGEST_FRAME = 100;
/** Under reduced motion time advances in steps this far apart. Wall ms. */
const STEP_EVERY = 1000;

/** Times that a step can go to, ascending, µs. */
export interface Stops {
  /** Every record of the run. */
  readonly records: ArrayLike<Micros>;
  /** Faults, mode changes, the story's moments, violations. */
  readonly changes: ArrayLike<Micros>;
}

const NONE: Stops = { records: [], changes: [] };

/** The moment of a run that is being looked at, and the only owner of frames: wall time becomes simulated time here. */
export class Player {
  /** Simulated time, µs. */
  t = $state<Micros>(0);
  playing = $state(false);
  /** Simulated seconds a second. */
  speed = $state(1 / 200);
  /** Where the run ends, µs. */
  end = $state<Micros>(0);
  /** How far there is something to see yet: time waits here while the rest is computed. µs. */
  #ready: Micros = 0;
  /** Where the reader asked to go, and cannot be yet. µs. */
  #wish: Micros | null = null;
  /** Reduced motion: time advances in steps. */
  stepping = $state(false);
  /** Playing stops here once, for what must not be missed; a second press of play goes on. `null`: nowhere. µs. */
  holdAt: Micros | null = null;
  #stops: Stops = NONE;
  #awake = true;
  #handle = 0;
  #last = -1;
  #due = 0;

  constructor(private readonly clock: Clock = frames) {}

  /** Another run, or the same one changed: the moment stays where it can. */
  show(end: Micros, stops: Stops, ready = end): void {
    this.end = end;
    this.#ready = ready;
    this.#stops = stops;
    this.seek(this.#wish ?? this.t, this.#wish !== null && ready < end);
  }

  /** The moment, or the one that is gone to once it is there. µs; infinite for the end of a run that is not computed yet. */
  get bound(): Micros {
    return this.#wish ?? this.t;
  }

  /** Plays on; from the beginning when at the end. */
  play(): void {
    if (this.#wish === null && this.end > 0 && this.t >= this.end) this.t = 0;
    this.playing = true;
    this.#wait();
  }

  pause(): void {
    this.playing = false;
    this.#stop();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /**
   * Goes to a moment; as near as it can while that is not computed, and on when it is.
   * @param coming more of a run, or another one, is being computed
   */
  seek(t: Micros, coming = this.#ready < this.end): void {
    const to = Math.max(0, Math.round(t));
    this.t = Math.min(this.#ready, to);
    this.#wish = coming && to > this.#ready ? to : null;
  }

  /** The moment of a run that is still to come: what is shown until then has no say in it. */
  await(t: Micros): void {
    this.t = t;
    this.#wish = t;
  }

  /** Goes to the next (1) or previous (−1) record or change, and pauses there. False when there is none. */
  step(direction: 1 | -1, among: keyof Stops = 'records'): boolean {
    this.pause();
    const times = this.#stops[among];
    const after = upperBound(times, this.t);
    const before = upperBound(times, Math.ceil(this.t) - 1) - 1;
    const to = times[direction === 1 ? after : before] as Micros | undefined;
    if (to === undefined) return false;
    this.seek(to);
    return true;
  }

  /** One notch up (1) or down (−1) the scale of speeds. */
  faster(direction: 1 | -1): void {
    this.speed = nextSpeed(this.speed, direction);
  }

  /** Off-screen or hidden: time stands still, without a change of `playing`. */
  set awake(awake: boolean) {
    this.#awake = awake;
    if (awake) this.#wait();
    else this.#stop();
  }

  /** Gives its frames back for good. */
  dispose(): void {
    this.pause();
  }

  #wait(): void {
    if (!this.playing || !this.#awake || this.#handle !== 0) return;
    this.#last = -1;
    this.#due = 0;
    this.#handle = this.clock.request((now) => this.#frame(now));
  }

  #stop(): void {
    if (this.#handle !== 0) this.clock.cancel(this.#handle);
    this.#handle = 0;
  }

  #frame(now: number): void {
    const passed = this.#last < 0 ? 0 : Math.min(LONGEST_FRAME, Math.max(0, now - this.#last));
    this.#last = now;
    this.#due += passed;
    if (this.#due >= (this.stepping ? STEP_EVERY : 0)) {
      this.#advance(this.#due);
      this.#due = 0;
    }
    this.#handle = this.playing ? this.clock.request((next) => this.#frame(next)) : 0;
  }

  /** Before a run is there, or so much of it, time waits for it. */
  #advance(wallMs: number): void {
    if (this.end === 0 || this.#wish !== null) return;
    const hold = this.holdAt !== null && this.holdAt > this.t ? this.holdAt : Infinity;
    const last = Math.min(this.end, hold);
    const t = this.t + (wallMs / 1000) * SECOND * this.speed;
    this.t = Math.min(last, this.#ready, t);
    if (this.t >= last) this.playing = false;
  }
}
