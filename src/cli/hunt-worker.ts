import { campaign, type Target, type Seeds } from '../lib/hunt';
import { loadSystem } from '../lib/systems';

/** What one process tries. */
export interface HuntPart {
  readonly system: string;
  readonly bug?: string;
  readonly set?: Target['set'];
  readonly seeds: Seeds;
}

process.once('message', async ({ system: id, bug, set, seeds }: HuntPart) => {
  const steps = campaign({ system: await loadSystem(id), bug, set }, seeds);
  let step = steps.next();
  while (!step.done) step = steps.next();
  process.send?.(step.value, () => process.disconnect());
});
