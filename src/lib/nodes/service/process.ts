import { nodeMachine, type NodeMachine } from '../machine';

/**
 * The statechart of a process that may die of itself and is started again by its supervisor. Death loses all that is in
 * memory; what is on disk, in a database or in a broker, stays.
 */
export function processMachine(id: string, description: string): NodeMachine {
  return nodeMachine(id, {
    initial: 'serving',
    states: {
      serving: { on: { DIE: 'restarting' }, description },
      restarting: {
        on: { UP: 'serving' },
        description: 'deaf until its supervisor has started it',
      },
    },
  });
}
