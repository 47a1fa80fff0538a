import { sceneOf, storyOf, type Story } from '../../player/story';
import { scenarioOf, type Message, type RunResult, type System } from '../../sim';
import { indexRunInSlices, type PictureIndex } from '../../views/picture';
import { labelsOf } from '../../views/picture-labels';
import { yieldToMain } from '../../ui/yield-to-main';
import { landmarksOf, type Landmarks } from '../marks';
import { byHandIn, type Outcomes } from './by-hand';

/** A traced run made ready to be looked at. Plain data, so that a worker does it and hands it over. */
export interface Reading {
  readonly index: PictureIndex;
  readonly landmarks: Landmarks;
  /** How the run tells itself; `null` as long as there is more of it to come. */
  readonly story: Story | null;
}

/**
 * Reads what a job came to, `ms` at a time.
 * @param isOver false: what is still to be done to it is among the landmarks
 * @param payload of an envelope, for what is written beside messages
 * @param outcomes of earlier runs, for what somebody's hand has changed
 */
export async function readRun(
  system: System,
  { story }: { readonly story?: string },
  result: RunResult,
  ms: number,
  isOver = true,
  payload?: (envelope: number) => Message | undefined,
  outcomes?: Outcomes,
): Promise<Reading> {
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const read = await indexRunInSlices(result, nodes, links, yieldToMain(ms));
  const messageLabels =
    result.trace && payload ? labelsOf(result.trace, system.messages, payload) : null;
  const index: PictureIndex = { ...read, messageLabels };
  const captions = story === undefined ? [] : scenarioOf(system, story).captions;
  const landmarks = landmarksOf(result, captions, nodes, isOver ? undefined : Infinity);
  if (!isOver) return { index, landmarks, story: null };
  const byHand = byHandIn(system, story, result.recipe);
  const options =
    byHand && outcomes ? await outcomes.told(system, result, byHand, yieldToMain(ms)) : { byHand };
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
