import { SECOND, upperBound, type Micros } from '../sim';
import { frames, type Clock } from './clock';
import { nextSpeed } from './speed';
import { momentAt, nextMoment, pieceAt, previousMoment, simAt, wallAt } from './story/read';
import type { Piece, Story, StoryMoment, WallSeconds } from './story/types';

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

/**
 * The moment of a run that is being looked at, and the only owner of frames: wall time becomes simulated time here, by
 * the run's story or at a fixed speed.
 */
export class Player {
  /** Simulated time, µs. */
  t = $state<Micros>(0);
  playing = $state(false);
  /** The fixed speed, simulated seconds a second: chosen, or used as long as there is no story. */
  speed = $state(1 / 200);
  /** The run is told by its story, once that is there; else it plays at `speed`. */
  telling = $state(true);
  /** The timing of the run that is shown; `null` until the whole run is there. */
  story = $state.raw<Story | null>(null);
  /** Where in the story `t` is: a story may stand still for a caption to be read. Wall seconds. */
  #wall = $state<WallSeconds>(0);
  /** How long the last moment has been up, wall seconds. */
  #up = $state<WallSeconds>(0);
  /** The last moment that was reached, as its place in the story; −1 before the first. */
  readonly momentIndex = $derived(this.story ? momentAt(this.story, this.#wall) : -1);
  /** The moment whose caption is up: for its reading time, the last one for good. */
  readonly caption = $derived.by((): StoryMoment | null => {
    const moments = this.story?.moments ?? [];
    const moment = moments[this.momentIndex] as StoryMoment | undefined;
    if (!moment) return null;
    const isLast = this.momentIndex === moments.length - 1;
    return isLast || this.#up < moment.until - moment.wall ? moment : null;
  });
  /** The time lapse that is being played; `null`: messages can be seen. */
  readonly lapse = $derived.by((): Piece | null => {
    if (!this.story || !this.telling || !this.playing || this.stepping) return null;
    const piece = pieceAt(this.story, this.#wall);
    return piece?.isLapse ? piece : null;
  });
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

  /**
   * Another run, or the same one changed: the moment stays where it can.
   * @param story its timing, once the whole of it is there
   */
  show(end: Micros, stops: Stops, ready = end, story: Story | null = null): void {
    this.end = end;
    this.#ready = ready;
    this.#stops = stops;
    this.story = story;
    this.seek(this.#wish ?? this.t, this.#wish !== null && ready < end);
  }

  /** Where the story is, wall seconds since its beginning. */
  get wall(): WallSeconds {
    return this.#wall;
  }

  /** The moment, or the one that is gone to once it is there. µs; infinite for the end of a run that is not computed yet. */
  get bound(): Micros {
    return this.#wish ?? this.t;
  }

  /** Plays on; from the beginning when at the end. */
  play(): void {
    if (this.#wish === null && this.end > 0 && this.#isOver) this.seek(0);
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
    this.#find();
  }

  /** Goes to a point of the story, wall seconds since its beginning; nowhere without one. */
  seekWall(wall: WallSeconds): void {
    if (!this.story) return;
    this.#wish = null;
    this.#tellAt(Math.min(this.story.wallEnd, Math.max(0, wall)));
  }

  /** Goes to where the reader's own act at `t` is told; to `t` where it is not. µs. */
  seekAct(t: Micros): void {
    const moments = this.story?.moments ?? [];
    const told = moments.find((m) =>
      m.parts.some((p) => p.byHand && p.kind === 'act' && p.at === t),
    );
    if (!told) return this.seek(t);
    this.seekWall(told.wall);
    this.t = t;
  }

  /** Goes to the next (1) or previous (−1) moment of the story; playing goes on. False when there is none. */
  goToMoment(direction: 1 | -1): boolean {
    const { story } = this;
    if (!story) return false;
    const to = direction === 1 ? nextMoment(story, this.#wall) : previousMoment(story, this.#wall);
    if (to < 0) return false;
    this.seekWall(story.moments[to].wall);
    this.t = story.moments[to].at;
    return true;
  }

  /** The run is about to be another one: its story is not told any further, or a time lapse would run past what was done. */
  dropStory(): void {
    this.story = null;
  }

  /** The moment of a run that is still to come: what is shown until then has no say in it. */
  await(t: Micros): void {
    this.story = null;
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

  /** One notch up (1) or down (−1) the scale of fixed speeds. */
  faster(direction: 1 | -1): void {
    this.telling = false;
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
    if (this.#due >= (this.stepping ? this.#dwell() : 0)) {
      this.#advance(this.#due);
      this.#due = 0;
    }
    this.#handle = this.playing ? this.clock.request((next) => this.#frame(next)) : 0;
  }

  /** How long a step lasts: a caption's reading time where there is one. Wall ms. */
  #dwell(): number {
    const { story, telling, momentIndex } = this;
    if (!story || !telling || momentIndex < 0) return STEP_EVERY;
    const { wall, until } = story.moments[momentIndex];
    return Math.max(STEP_EVERY, (until - wall) * 1000);
  }

  /** Before a run is there, or so much of it, time waits for it. */
  #advance(wallMs: number): void {
    if (this.end === 0 || this.#wish !== null) return;
    if (this.story && this.telling) this.#tell(this.story, wallMs / 1000);
    else this.#run(wallMs);
  }

  #run(wallMs: number): void {
    const hold = this.holdAt !== null && this.holdAt > this.t ? this.holdAt : Infinity;
    const last = Math.min(this.end, hold);
    const t = this.t + (wallMs / 1000) * SECOND * this.speed;
    this.t = Math.min(last, this.#ready, t);
    if (this.t >= last) this.playing = false;
    const { momentIndex } = this;
    const up = this.#up + wallMs / 1000;
    this.#find();
    // Its caption is up for its reading time, however fast the run goes by.
    if (momentIndex === this.momentIndex) this.#up = up;
    else this.#up = 0;
  }

  /** As the story has it; in steps from one moment to the next. */
  #tell(story: Story, seconds: WallSeconds): void {
    if (!this.stepping) this.#tellAt(Math.min(story.wallEnd, this.#wall + seconds));
    else if (!this.goToMoment(1)) this.#tellAt(story.wallEnd);
    if (this.#isOver) this.playing = false;
  }

  #tellAt(wall: WallSeconds): void {
    this.#wall = wall;
    this.t = wall >= this.story!.wallEnd ? this.end : simAt(this.story!, wall);
    this.#sinceMoment();
  }

  /** Finds the place in the story for the moment that was gone to. */
  #find(): void {
    const { story, t, end } = this;
    this.#wall = !story ? 0 : t >= end ? story.wallEnd : wallAt(story, t);
    this.#sinceMoment();
  }

  #sinceMoment(): void {
    const moment = this.story?.moments[this.momentIndex];
    this.#up = moment ? this.#wall - moment.wall : 0;
  }

  /** There is nothing left to play: a story may still have a caption to be read at its end. */
  get #isOver(): boolean {
    const isRead = !this.story || !this.telling || this.#wall >= this.story.wallEnd;
    return this.t >= this.end && isRead;
  }
}
