import type { Micros, RunResult, SettingFields, Topology } from '../../sim';

/** Wall time, seconds since the story began to play. */
export type WallSeconds = number;

export type MomentKind = 'caption' | 'act' | 'mode' | 'sometimes' | 'violation';

/** A caption as its story needs it. */
export interface TellingCaption {
  readonly text: string;
  /** Messages that it is about, by type. */
  readonly messages?: readonly string[];
}

/** What a story is told with, besides the run. */
export interface Scene {
  readonly topology: Topology;
  /** Those that the run was computed with: its moments refer to them by number. */
  readonly captions: readonly TellingCaption[];
  /** The system's settings, for the names of those that change during a run. */
  readonly fields: SettingFields;
}

/** Something that is told at a time. */
interface Told {
  readonly kind: MomentKind;
  readonly at: Micros;
  /** Plain sentences. */
  readonly text: string;
  /** Ids of the nodes that it is about; none: the whole picture. */
  readonly about: readonly string[];
  /** Numbers of the envelopes that led to it. */
  readonly messages: readonly number[];
}

/** One thing that happened and may be worth a moment. */
export interface Part extends Told {
  /** Types of the messages that it is about; left out: whatever travels there. */
  readonly kinds?: readonly string[];
  /** The higher, the later it is left out; from `KEPT` on it never is. */
  readonly rank: number;
  /** The reader's own act, or what came of it: a caption that was written without knowing of it does not tell it. */
  readonly byHand?: boolean;
}

/** Whether a caption may be about what the reader did: it names who that was done to. */
export const tellsOf = (caption: Part, act: Part): boolean =>
  act.byHand === true && act.kind === 'act' && act.about.some((id) => caption.about.includes(id));

/** Parts of this rank and above are in every story. */
export const KEPT = 10;

/** A point of the story: whatever happened together, told in one caption. */
export interface StoryMoment extends Told {
  /** When it is reached. */
  readonly wall: WallSeconds;
  /** When its caption has been up for its reading time. */
  readonly until: WallSeconds;
  /** Types of the messages that it is about; none: whatever travels there. */
  readonly kinds: readonly string[];
  /** All that it tells, in order of time; `kind` is that of the most important one. */
  readonly parts: readonly Part[];
}

/** A stretch of the story that is played at one speed. */
export interface Piece {
  readonly wall: WallSeconds;
  readonly until: WallSeconds;
  readonly from: Micros;
  readonly to: Micros;
  /** Too fast for single messages: shown as a time lapse. */
  readonly isLapse: boolean;
}

/** The timing of a run: plain data, made by `storyOf` and read with the functions of `read.ts`. */
export interface Story {
  /** In order, each reached later than the one before. */
  readonly moments: readonly StoryMoment[];
  /** Each begins where the one before ends, from `begin` to `end`. */
  readonly pieces: readonly Piece[];
  readonly wallEnd: WallSeconds;
  readonly begin: Micros;
  readonly end: Micros;
}

/** What a run came to, to be set beside another. */
export type Came = Pick<RunResult, 'verdicts' | 'metrics' | 'nodes'>;

export interface StoryOptions {
  /** Where the telling begins, µs; the beginning of the run when left out. */
  readonly from?: Micros;
  /** Places of the reader's own interventions, among all in order of time: their consequences are told. */
  readonly byHand?: readonly number[];
  /**
   * What the run came to before each of those was done, with the earlier ones alone: one for each place of `byHand`. Only
   * what was kept then is told as broken by one of them; `null` where nobody knows.
   */
  readonly before?: readonly (Came | null)[];
  /** What they changed in all, in a sentence; `null` where the run came out the same, left out where nobody knows. */
  readonly difference?: string | null;
}
