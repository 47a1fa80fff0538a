/// <reference lib="webworker" />
import { reproduce, rowsOf, type Result } from '$lib/systems/figures';

/** From the page: which row to run. */
export interface Ask {
  readonly system: string;
  readonly row: string;
}

export type Answer = { readonly result: Result } | { readonly problem: string };

const scope = self as unknown as DedicatedWorkerGlobalScope;

async function run({ system, row }: Ask): Promise<Answer> {
  const found = (await rowsOf(system)).find(({ id }) => id === row);
  if (!found) return { problem: `There is no row "${row}" of ${system}.` };
  return { result: await reproduce(found) };
}

scope.onmessage = async ({ data }: MessageEvent<Ask>) => {
  const answer = await run(data).catch((error: unknown): Answer => {
    return { problem: error instanceof Error ? error.message : String(error) };
  });
  scope.postMessage(answer);
};
