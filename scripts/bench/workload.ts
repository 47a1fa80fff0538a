import { makeRecipe, Run, type System } from '../../src/lib/sim';
import { system as loadBalancer } from '../../src/lib/systems/load-balancer';
import { floor } from './floor';

const system = loadBalancer as unknown as System;
const OURS = { policy: 'round-robin', servers: 5, ratePerSecond: 1000, serviceMs: 4, hopMs: 0.2 };

export interface Round {
  floorMs: number;
  oursMs: number;
}

function start(requests: number): Run {
  return new Run(system, makeRecipe(system, { settings: { ...OURS, requests } }));
}

/** One run of each, and how long it took. Rounds alternate, so that other load on the machine hits both. */
function round(requests: number): Round {
  const began = performance.now();
  const plain = floor(requests);
  const between = performance.now();
  const run = start(requests);
  run.advance();
  const ended = performance.now();
  const { metrics, events } = run.result();
  const same = Math.abs(plain.meanMs / metrics.meanMs - 1) < 0.1 && events < plain.events * 1.05;
  if (!same || plain.served.some((n) => n !== requests / 5))
    throw new Error(`not the same scenario: ${JSON.stringify({ plain, metrics, events })}`);
  return { floorMs: between - began, oursMs: ended - between };
}

/** The most memory that a run holds at any tenth of it, in MB, after a garbage collection (Node's `--expose-gc`). */
function memory(requests: number, used: () => number): number {
  const run = start(requests);
  let most = 0;
  do most = Math.max(most, used());
  while (!run.advance((requests * 6) / 10));
  return Math.max(most, used());
}

/** For the scripts that `kernel.ts` sends after this one. */
Object.assign(globalThis, { workload: { round, memory } });
