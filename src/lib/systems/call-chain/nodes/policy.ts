import { uniform, type Micros, type Stream } from '../../../sim';
import type { Recent, Service, ServiceOut } from './service-kind';

/** Retries that can be saved up. */
export const SAVED = 10;
/** A breaker looks at so many outcomes, and needs half as many to judge. */
const WINDOW = 20;

/** The share of its retry budget that is left; the picture shows tenths. */
function showBudget(before: number, node: Service, out: ServiceOut): void {
  const { budget } = node.volatile;
  if (Math.floor(before) !== Math.floor(budget)) out.gauge('budget', Math.floor(budget) / SAVED);
}

/** A first attempt earns a part of a retry. */
export function earn(node: Service, out: ServiceOut): void {
  const { options, volatile: v } = node;
  if (options.budget === null) return;
  const before = v.budget;
  v.budget = Math.min(SAVED, v.budget + options.budget);
  showBudget(before, node, out);
}

/** Takes a retry out of the budget; false where there is none left. */
export function spend(node: Service, out: ServiceOut): boolean {
  const { options, volatile: v, durable } = node;
  if (options.budget === null) return true;
  if (v.budget < 1) {
    durable.denied++;
    return false;
  }
  const before = v.budget;
  v.budget--;
  showBudget(before, node, out);
  return true;
}

/** A pause doubles no more often than makes it so many times the first. */
const MOST_TIMES = 32;

export type Backoff = 'none' | 'exponential' | 'jitter' | 'half-jitter';

/**
 * The pause after `failures` failed attempts, in the unit of `first`, which is the longest after one failure; never longer
 * than `most`. Exponential, all of it drawn (`jitter`) or its second half alone (`half-jitter`): M. Brooker, Exponential
 * Backoff And Jitter (2015), where they are called full and equal jitter.
 */
export function pauseAfter(
  backoff: Backoff,
  failures: number,
  first: number,
  most: number,
  random: Stream | null,
): number {
  if (backoff === 'none') return 0;
  const whole = Math.min(most, first * 2 ** (failures - 1));
  if (backoff === 'exponential' || random === null) return whole;
  const drawn = uniform(random);
  return whole * (backoff === 'jitter' ? drawn : (1 + drawn) / 2);
}

/** The pause before attempt `attempt`, µs. */
export function pauseBefore(node: Service, attempt: number, out: ServiceOut): Micros {
  const { id, options, volatile: v } = node;
  const { backoff, pause } = options;
  if (backoff === 'jitter') v.pauses ??= out.stream(`backoff:${id}`);
  return Math.round(pauseAfter(backoff, attempt - 1, pause, MOST_TIMES * pause, v.pauses));
}

/** Notes how a call ended; true where the breaker has to open. */
export function note(recent: Recent, failed: boolean): boolean {
  recent.outcomes.push(failed);
  if (failed) recent.failures++;
  if (recent.outcomes.length > WINDOW && recent.outcomes.shift()) recent.failures--;
  const n = recent.outcomes.length;
  return n >= WINDOW / 2 && 2 * recent.failures >= n;
}
