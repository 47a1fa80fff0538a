import { nodeMachine } from '../machine';

/**
 * The statechart of a process that may die of itself and is started again by its supervisor. Death loses all that is in
 * memory; what is on disk, in a database or in a broker, stays.
 */
export const processMachine = (id: string, description: string) =>
  nodeMachine(id, {
    initial: 'serving',
    states: {
      serving: { tags: 'well', on: { DIE: 'restarting' }, description },
      restarting: {
        tags: 'fault',
        on: { UP: 'serving' },
        description: 'receives nothing until its supervisor has restarted it',
      },
    },
  });
