import { nearestSpeed, visibleSpeed } from '../player/speed';
import { SECOND, type Micros, type Recipe, type System } from '../sim';

/** So long before the first fault a run opens, wall seconds. */
const LEAD = 1.5;
/** A run to which nothing is done opens after this share of it. */
const BEGUN = 1 / 200;

/** How fast a run is played at first, simulated over wall time: so that its messages can be seen to travel. */
export function beginningSpeed(system: System, { settings }: Recipe): number {
  const pace = system.pace?.(settings as never);
  if (pace !== undefined) return nearestSpeed(pace);
  const { links } = system.topology(settings as never);
  const latencies = links.map((link) => link.latency).sort((a, b) => a - b);
  return visibleSpeed(latencies[latencies.length >> 1] ?? 0);
}

/** Where a run opens: just before something is done to it, else when it has begun to be busy. */
export function beginningMoment(system: System, recipe: Recipe, speed: number): Micros {
  const { interventions, until, settings } = recipe;
  const first = interventions[0]?.at;
  if (first !== undefined) return Math.max(0, Math.round(first - LEAD * SECOND * speed));
  return until === null ? system.measures.sampleEvery(settings) : Math.round(until * BEGUN);
}
