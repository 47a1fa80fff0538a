import { scenarioOf, type RunResult, type System } from '../../sim';
import { indexRunInSlices, type PictureIndex } from '../../views/picture';
import { breather } from '../breathe';
import { landmarksOf, type Landmarks } from '../marks';

/** A traced run made ready to be looked at. Plain data, so that a worker does it and hands it over. */
export interface Reading {
  readonly index: PictureIndex;
  readonly landmarks: Landmarks;
}

/**
 * Reads what a job came to, `ms` at a time.
 * @param isOver false: what is still to be done to it is among the landmarks
 */
export async function readRun(
  system: System,
  { story }: { readonly story?: string },
  result: RunResult,
  ms: number,
  isOver = true,
): Promise<Reading> {
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const index = await indexRunInSlices(result, nodes, links, breather(ms));
  const captions = story === undefined ? [] : scenarioOf(system, story).captions;
  return { index, landmarks: landmarksOf(result, captions, nodes, isOver ? undefined : Infinity) };
}

/** The columns of a reading that can change hands instead of being copied; those of its trace are the trace's. */
export function columnsOf({ index: { flights, travelled } }: Reading): ArrayBuffer[] {
  const columns: ArrayBufferView[] = [travelled];
  if (flights) {
    const { arrives, classes, losses, usual, waits } = flights;
    columns.push(arrives, usual, losses.at, losses.envelope, losses.why);
    for (const { envelope, sent } of classes) columns.push(envelope, sent);
    for (const wait of waits) if (wait) columns.push(wait.came, wait.left);
  }
  return columns.map((column) => column.buffer as ArrayBuffer);
}
