import type { WindowSettings } from '../settings';
import { checkNow, type Verdict } from './check';
import { modelOf } from './model-of';

/** Enough for a window of two with every kind of acknowledgement, and a fraction of a second. */
const STATES = 30_000;

const known = new Map<string, Verdict>();

/** What the checker says of these rules at their smallest. The same settings are checked once. */
export function verdictOf(settings: WindowSettings): Verdict {
  const model = modelOf(settings, { largest: 2, states: STATES });
  const key = JSON.stringify([model.protocol, model.bounds]);
  let verdict = known.get(key);
  if (!verdict) known.set(key, (verdict = checkNow(model)));
  return verdict;
}
