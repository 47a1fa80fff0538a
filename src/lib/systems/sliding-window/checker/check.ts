import { firstState, fromBase, keyOf, type Model, type ModelState, type Step } from './model';
import { possible, take } from './steps';

interface Counterexample {
  /** The shortest way from the start to the failure. */
  readonly steps: readonly Step[];
  readonly property: 'prefix' | 'acknowledged';
  readonly why: string;
}

export interface Verdict {
  readonly counterexample: Counterexample | null;
  /** Different states that were seen. */
  readonly states: number;
  /** Steps from the start to the farthest of them. */
  readonly depth: number;
  /** Every state within the bounds was seen. */
  readonly complete: boolean;
}

export type Progress = Pick<Verdict, 'states' | 'depth'> & {
  /** States that are known and not looked at yet. */
  readonly waiting: number;
};

/** States between two reports of progress. */
const REPORT_EVERY = 2000;

/** The way to a state, by the state it was first reached from; the search goes by breadth, so it is a shortest one. */
interface Reached {
  readonly state: ModelState;
  readonly from: number;
  readonly step: Step | null;
  readonly depth: number;
}

/** A step's packets by the sender's own count: in the search they are counted from the oldest outstanding one. */
function wayTo(model: Model, reached: readonly Reached[], end: number, last: Step): Step[] {
  const steps = [last];
  for (let i = end; reached[i].step; i = reached[i].from) steps.push(reached[i].step!);
  steps.reverse();
  let state = firstState();
  return steps.map((step) => {
    const named = step.do === 'timeout' ? { ...step, index: step.index + state.sender.base } : step;
    state = take(model, state, named).state;
    return named;
  });
}

/**
 * Looks at every state that rules and channel can lead to, nearest first, until something is wrong. A generator, so that
 * whoever runs it decides when to pause: it yields its progress and returns the verdict.
 */
export function* check(model: Model): Generator<Progress, Verdict> {
  const { protocol, bounds } = model;
  const reached: Reached[] = [{ state: firstState(), from: -1, step: null, depth: 0 }];
  const known = new Set([keyOf(reached[0].state)]);
  for (let i = 0; i < reached.length; i++) {
    const { state, depth } = reached[i];
    if (i % REPORT_EVERY === REPORT_EVERY - 1)
      yield { states: reached.length, depth, waiting: reached.length - i };
    for (const step of possible(model, state)) {
      const { state: after, broken } = take(model, state, step);
      if (broken) {
        const steps = wayTo(model, reached, i, step);
        const counterexample = { steps, ...explained(model, steps) };
        return { counterexample, states: reached.length, depth: depth + 1, complete: false };
      }
      const next = fromBase(after, protocol);
      const key = keyOf(next);
      if (known.has(key)) continue;
      known.add(key);
      reached.push({ state: next, from: i, step, depth: depth + 1 });
    }
    if (reached.length >= bounds.states)
      return { counterexample: null, states: reached.length, depth, complete: false };
  }
  const { depth } = reached[reached.length - 1];
  return { counterexample: null, states: reached.length, depth, complete: true };
}

/** What is wrong after these steps, with packets counted from 0. */
function explained(model: Model, steps: readonly Step[]): Omit<Counterexample, 'steps'> {
  let state = firstState();
  for (const step of steps) {
    const taken = take(model, state, step);
    if (taken.broken) return taken.broken;
    state = taken.state;
  }
  throw new Error('a counterexample must end in a failure');
}

/** Checks to the end at once. */
export function checkNow(model: Model): Verdict {
  const search = check(model);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}
