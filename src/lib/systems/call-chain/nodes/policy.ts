import { uniform, type Micros } from '../../../sim';
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

/** The pause before attempt `attempt`, µs. */
export function pauseBefore(node: Service, attempt: number, out: ServiceOut): Micros {
  const { id, options, volatile: v } = node;
  if (options.backoff === 'none') return 0;
  const whole = options.pause * Math.min(32, 2 ** (attempt - 2));
  if (options.backoff === 'exponential') return whole;
  v.pauses ??= out.stream(`backoff:${id}`);
  return Math.round(whole * uniform(v.pauses));
}

/** Notes how a call ended; true where the breaker has to open. */
export function note(recent: Recent, failed: boolean): boolean {
  recent.outcomes.push(failed);
  if (failed) recent.failures++;
  if (recent.outcomes.length > WINDOW && recent.outcomes.shift()) recent.failures--;
  const n = recent.outcomes.length;
  return n >= WINDOW / 2 && 2 * recent.failures >= n;
}
