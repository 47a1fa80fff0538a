import { firstImpossible } from './foresight';
import type { Model } from './models';
import { thatMatter, upTo, type Operation } from './operations';
import { search, type Tick } from './search';

/** The first answer that nothing explains, and an order of what was answered before it. */
export interface Break {
  readonly line: number;
  /** Indexes into `early`; `null` when there was no time to find one. */
  readonly order: readonly number[] | null;
  /** What was known before `line`. */
  readonly early: readonly Operation[];
}

export type Judgement =
  | { readonly kind: 'order' }
  | { readonly kind: 'break'; readonly found: Break }
  | { readonly kind: 'stopped'; readonly line: number };

const partBefore = (line: number, operations: readonly Operation[], model: Model) =>
  thatMatter(upTo(line - 1, operations), model);

/**
 * The history has no order up to `high`, and one up to before `low`: the answer in one of the lines from `low` to
 * `high` is the first that nothing explains. Usually it is the last of them.
 */
function narrow(
  operations: readonly Operation[],
  model: Model,
  [low, high]: [number, number],
  tick: Tick,
): Break {
  let order: Break = { line: low, order: null, early: [] };
  let isFirst = true;
  for (;;) {
    const lines = operations
      .flatMap((o) => o.answered ?? [])
      .filter((line) => line > low && line <= high)
      .sort((a, b) => a - b);
    if (lines.length === 0 && order.line === low && order.order) return order;
    const line = lines.length === 0 ? low : lines[isFirst ? lines.length - 1 : lines.length >> 1];
    isFirst = false;
    const early = partBefore(line, operations, model);
    const outcome = search(early, model, tick);
    if (outcome.kind === 'stopped') return { line: high, order: null, early: [] };
    if (outcome.kind === 'found') {
      order = { line, order: outcome.order, early };
      if (line === high) return order;
      low = line;
    } else {
      if (outcome.cut <= outcome.line) return { line: outcome.line, order: outcome.order, early };
      low = Math.max(low, outcome.line);
      high = outcome.cut;
    }
  }
}

/**
 * Judges one object. First a quick look for what can never be; then a search for an order of all that comes before.
 */
export function judge(operations: readonly Operation[], model: Model, tick: Tick): Judgement {
  const whole = thatMatter(operations, model);
  const impossible = firstImpossible(whole, model);
  const early = impossible === null ? whole : partBefore(impossible, operations, model);
  const outcome = search(early, model, tick);
  if (outcome.kind === 'stopped') {
    if (impossible === null) return { kind: 'stopped', line: outcome.line };
    return { kind: 'break', found: { line: impossible, order: null, early } };
  }
  if (outcome.kind === 'found') {
    if (impossible === null) return { kind: 'order' };
    return { kind: 'break', found: { line: impossible, order: outcome.order, early } };
  }
  const { line, order, cut } = outcome;
  if (cut <= line) return { kind: 'break', found: { line, order, early } };
  return { kind: 'break', found: narrow(operations, model, [line, cut], tick) };
}
