import { ms } from '../../sim';
import { fault, nodeMachine, well } from '../machine';

/** A failing server answers with an error after this long, µs: much faster than it would work. */
export const FAIL_FAST_AFTER = ms(1);

/** The state of a server to which the fault `fail-fast` was done, until it recovers to state `to`. */
export const failFast = <const To extends string>(to: To) =>
  fault('answers at once, with an error', { RECOVER: to });

/** The statechart of whoever serves, `description` says how, until it is made to fail fast. */
export const serverMachine = (id: string, description: string) =>
  nodeMachine(id, {
    serving: well(description, { FAIL_FAST: 'failing' }),
    failing: failFast('serving'),
  });
