import { system } from '..';
import type { Settings } from '../../../evidence/runs';
import { makeRecipe, simulate, type RunResult } from '../../../sim';

/** A queue as the books have it: no way to go, no end to the queue, nobody gives up, nobody checks. */
export const PURE: Settings = {
  hopMs: 0,
  serviceMs: 1,
  queueCap: 10_000_000,
  checkIntervalMs: 0,
  timeoutMs: 86_400_000,
};

/** Runs the load balancer once a seed, in metrics mode. */
export async function runsOf(
  settings: Settings,
  seeds: readonly number[],
  interventions: readonly string[] = [],
): Promise<RunResult[]> {
  return seeds.map((seed) =>
    simulate(system, makeRecipe(system, { settings, seed, interventions, until: null })),
  );
}
