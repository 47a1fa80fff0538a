import { nodeMachine, state } from '../machine';

/**
 * The statechart of a process that may die of itself and is started again by its supervisor. Death loses all that is in
 * memory; what is on disk, in a database or in a broker, stays.
 */
export const processMachine = (id: string, description: string) =>
  nodeMachine(id, {
    serving: state.well(description, { DIE: 'restarting' }),
    restarting: state.fault('receives nothing until its supervisor has restarted it', {
      UP: 'serving',
    }),
  });
