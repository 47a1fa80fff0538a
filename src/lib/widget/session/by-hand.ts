import type { Came, StoryOptions } from '../../player/story';
import { nounOf } from '../../player/story/acts';
import {
  formatIntervention,
  makeRecipe,
  Run,
  type Recipe,
  type RunResult,
  type System,
} from '../../sim';
import { verdictRows } from '../../views/compare/diff';
import { cameToSame, measuresText } from '../../views/compare/summary';

/** Runs of more events are not computed a second time only to be compared with. */
const MOST_EVENTS = 200_000;
/** Events between two looks at the clock. */
const STRIDE = 2_000;
/** Runs that are remembered. */
const REMEMBERED = 12;

/**
 * Places of those interventions that are not a scenario's own: somebody's hand did them. `undefined` where there is no
 * scenario: they are all the run has to tell.
 */
export function byHandIn(
  system: System,
  story: string | undefined,
  { interventions }: Recipe,
): number[] | undefined {
  if (story === undefined) return undefined;
  const own = makeRecipe(system, { scenario: story }).interventions.map(formatIntervention);
  return interventions.flatMap((act, place) => {
    const i = own.indexOf(formatIntervention(act));
    if (i < 0) return [place];
    own.splice(i, 1);
    return [];
  });
}

const keyOf = ({ settings, seed, interventions, until }: Recipe): string =>
  JSON.stringify([settings, seed, interventions.map(formatIntervention), until]);

/** A run as it was before the acts at `places` were done to it. */
const without = (recipe: Recipe, places: readonly number[]): Recipe => ({
  ...recipe,
  interventions: recipe.interventions.filter((_, place) => !places.includes(place)),
});

/** What runs came to, kept so that what is done to one can be told by what it changes. */
export class Outcomes {
  readonly #came = new Map<string, Came>();

  keep({ recipe, verdicts, metrics, nodes }: RunResult): void {
    this.#came.set(keyOf(recipe), { verdicts, metrics, nodes });
    const [first] = this.#came.keys();
    if (this.#came.size > REMEMBERED) this.#came.delete(first);
  }

  /**
   * What the story of a run has to know of the acts at the places `byHand`: how it was before each of them, and what they
   * changed in all. The run that nobody touched is computed where it is not remembered.
   * @param pause awaited between bits of work
   */
  async told(
    system: System,
    result: RunResult,
    byHand: readonly number[],
    pause: () => Promise<void>,
  ): Promise<StoryOptions> {
    if (byHand.length === 0) return { byHand };
    const { recipe } = result;
    const untouched = await this.#computed(system, without(recipe, byHand), result.events, pause);
    const before = byHand.map((_, i) =>
      i === 0 ? untouched : (this.#came.get(keyOf(without(recipe, byHand.slice(i)))) ?? null),
    );
    if (!untouched) return { byHand, before };
    const what =
      byHand.length === 1 ? nounOf(recipe.interventions[byHand[0]]) : 'what was done by hand';
    return { byHand, before, difference: differenceOf(untouched, result, what) };
  }

  async #computed(
    system: System,
    recipe: Recipe,
    events: number,
    pause: () => Promise<void>,
  ): Promise<Came | null> {
    const known = this.#came.get(keyOf(recipe));
    if (known) return known;
    if (events > MOST_EVENTS) return null;
    const run = new Run(system, recipe, { series: false });
    while (!run.advance(STRIDE)) {
      if (run.events > MOST_EVENTS * 2) return null;
      await pause();
    }
    const result = run.result();
    this.keep(result);
    return result;
  }
}

/** What `what` changed in a run, in a sentence; `null`: nothing. Left out where it changed verdicts only: they are told themselves. */
function differenceOf(untouched: Came, came: Came, what: string): string | null | undefined {
  if (cameToSame(untouched, came)) return null;
  const measures = measuresText(untouched, came);
  if (measures.length > 0) return `Compared with the run without ${what}: ${measures.join('; ')}.`;
  return verdictRows(untouched, came).every((row) => row.same)
    ? `Compared with the run without ${what}, properties and main measures come out the same.`
    : undefined;
}
