import type { RecipeParts } from '../../../sim';
import type { WindowSettings } from '../settings';
import type { Model, Step } from './model';

/** From one step to the next, in simulated ms: time enough for a packet to travel. */
const PACE = 500;

/** A step as an intervention has it. */
function lineOf(step: Step): string {
  if (step.do === 'send') return 'operate sender send';
  if (step.do === 'timeout') return `operate sender timeout ${step.index}`;
  return `operate channel ${step.do} ${step.what}-${step.at + 1}`;
}

/** A counterexample as a recipe: the same nodes under the same rules, with every step done by hand. */
export function replayOf(
  settings: WindowSettings,
  { protocol }: Pick<Model, 'protocol'>,
  steps: readonly Step[],
): RecipeParts {
  const { window, numbers } = protocol;
  return {
    settings: {
      ...settings,
      window,
      numbers,
      schedule: 'hand',
      oneWayMs: 100,
      packetMs: 0,
      messages: 200,
    },
    interventions: steps.map((step, i) => `${(i + 1) * PACE}ms ${lineOf(step)}`),
    until: `${(steps.length + 2) * PACE}ms`,
  };
}
