import type { Recipe, RunResult, System } from '../../sim';
import { Flights } from './flights';
import { gather, kindOf, withNearestMerged, withoutLeast, type Group } from './groups';
import { partsOf } from './parts';
import { BRISK, EASY, timingOf, type Pace, type Timing } from './timing';
import type { Part, Scene, Story, StoryMoment, StoryOptions, TellingCaption } from './types';

export * from './read';
export type * from './types';
export { readingTime } from './words';

/** Longer than this only where all that is left must be told, wall seconds. */
const AIM = 45;
/** No story is longer, if its captions can be read in less. */
export const LONGEST_STORY = 60;
const MARGIN = 2;

/** What a run of `system` by `recipe` is told with. `captions`: those that it was computed with. */
export function sceneOf(
  system: System,
  { settings }: Pick<Recipe, 'settings'>,
  captions: readonly TellingCaption[] = [],
): Scene {
  return { topology: system.topology(settings as never), captions, fields: system.settings };
}

/**
 * The timing by which a run tells itself: slow at its moments, fast between them. A pure function: same run, same story.
 * Of a run without a full trace only what was done to it, and what was judged, is told.
 */
export function storyOf(run: RunResult, scene: Scene, options: StoryOptions = {}): Story {
  const end = run.virtualMs * 1000;
  const begin = Math.min(end, Math.max(0, options.from ?? 0));
  const flights = new Flights(run, scene);
  const usual = flights.speedAt(begin, []);
  const parts = partsOf(run, scene, options).filter((p) => p.at >= begin);
  let groups = gather(parts, flights);
  const time = (pace: Pace): Timing => timingOf(groups, begin, end, pace, usual);
  /** Makes the story shorter, a step at a time, until it is short enough or cannot be made shorter. */
  const shorten = (to: number, step: (groups: readonly Group[]) => Group[] | null): void => {
    while (time(EASY).wallEnd > to) {
      const shorter = step(groups);
      if (!shorter) return;
      groups = shorter;
    }
  };
  shorten(AIM, withoutLeast);
  shorten(LONGEST_STORY - MARGIN, (some) => withNearestMerged(some, flights));
  const easy = time(EASY);
  const timing = easy.wallEnd <= LONGEST_STORY ? easy : time(BRISK);
  return { ...timing, moments: groups.map((g, i) => momentOf(g, timing.reached[i])), begin, end };
}

/** Of the captions told together; none where one of them is about whatever travels. */
function kindsOf(parts: readonly Part[]): string[] {
  const captions = parts.filter(({ kind }) => kind === 'caption');
  if (captions.some(({ kinds }) => !kinds)) return [];
  return [...new Set(captions.flatMap(({ kinds }) => kinds ?? []))];
}

function momentOf(group: Group, reached: Timing['reached'][number]): StoryMoment {
  const { parts, at, text } = group;
  return {
    kind: kindOf(group),
    at,
    ...reached,
    text,
    about: [...new Set(parts.flatMap((p) => p.about))],
    messages: [...new Set(parts.flatMap((p) => p.messages))],
    kinds: kindsOf(parts),
    parts,
  };
}
