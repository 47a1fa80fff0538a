import { campaign, type Target, type Seeds } from '../lib/hunt';
import { loadSystem } from '../lib/systems';

/** A lot of seeds that one process tries. */
export interface HuntPart {
  readonly system: string;
  readonly bug?: string;
  readonly set?: Target['set'];
  readonly seeds: Seeds;
}

/** Tries one lot after the other, until whoever deals them out has no more. */
process.on('message', async ({ system: id, bug, set, seeds }: HuntPart) => {
  const steps = campaign({ system: await loadSystem(id), bug, set }, seeds);
  let step = steps.next();
  while (!step.done) step = steps.next();
  process.send?.(step.value);
});
