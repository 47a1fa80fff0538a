import { sceneOf, storyOf, type Story } from '../../player/story';
import {
  formatIntervention,
  makeRecipe,
  scenarioOf,
  type Message,
  type Recipe,
  type RunResult,
  type System,
} from '../../sim';
import { indexRunInSlices, type PictureIndex } from '../../views/picture';
import { labelsOf } from '../../views/picture-labels';
import { yieldToMain } from '../../ui/yield-to-main';
import { landmarksOf, type Landmarks } from '../marks';

/** A traced run made ready to be looked at. Plain data, so that a worker does it and hands it over. */
export interface Reading {
  readonly index: PictureIndex;
  readonly landmarks: Landmarks;
  /** How the run tells itself; `null` as long as there is more of it to come. */
  readonly story: Story | null;
}

/**
 * Places of those interventions that are not a scenario's own: somebody's hand did them. `undefined` where there is no
 * scenario: they are all the run has to tell.
 */
function byHand(system: System, story: string | undefined, { interventions }: Recipe) {
  if (story === undefined) return undefined;
  const own = makeRecipe(system, { scenario: story }).interventions.map(formatIntervention);
  return interventions.flatMap((act, place) => {
    const i = own.indexOf(formatIntervention(act));
    if (i < 0) return [place];
    own.splice(i, 1);
    return [];
  });
}

/**
 * Reads what a job came to, `ms` at a time.
 * @param isOver false: what is still to be done to it is among the landmarks
 * @param payload of an envelope, for what is written beside messages
 */
export async function readRun(
  system: System,
  { story }: { readonly story?: string },
  result: RunResult,
  ms: number,
  isOver = true,
  payload?: (envelope: number) => Message | undefined,
): Promise<Reading> {
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const read = await indexRunInSlices(result, nodes, links, yieldToMain(ms));
  const messageLabels =
    result.trace && payload ? labelsOf(result.trace, system.messages, payload) : null;
  const index: PictureIndex = { ...read, messageLabels };
  const captions = story === undefined ? [] : scenarioOf(system, story).captions;
  const landmarks = landmarksOf(result, captions, nodes, isOver ? undefined : Infinity);
  if (!isOver) return { index, landmarks, story: null };
  const options = { byHand: byHand(system, story, result.recipe) };
  return {
    index,
    landmarks,
    story: storyOf(result, sceneOf(system, result.recipe, captions), options),
  };
}

/** The columns of a reading that can change hands instead of being copied; those of its trace are the trace's. */
export function columnsOf({
  index: { flights, travelled, messageLabels },
}: Reading): ArrayBuffer[] {
  const columns: ArrayBufferView[] = [travelled];
  if (messageLabels) columns.push(messageLabels.of);
  if (flights) {
    const { arrives, classes, losses, usual, waits } = flights;
    columns.push(arrives, usual, losses.at, losses.envelope, losses.why);
    for (const { envelope, sent } of classes) columns.push(envelope, sent);
    for (const wait of waits) if (wait) columns.push(wait.came, wait.left);
  }
  return columns.map((column) => column.buffer as ArrayBuffer);
}
