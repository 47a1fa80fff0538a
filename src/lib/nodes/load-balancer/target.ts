import { createMachine } from 'xstate';
import { compile } from '../machine';

/** What a balancer makes of one target. Each balancer has its own opinion. */
export const targetMachine = compile(
  createMachine({
    id: 'target',
    initial: 'healthy',
    states: {
      healthy: { tags: 'well', on: { EJECT: 'ejected', LEAVE: 'leaving', UNREGISTER: 'absent' } },
      ejected: {
        tags: 'fault',
        on: { ADMIT: 'warming', LEAVE: 'leaving' },
        description: 'gets no requests',
      },
      warming: {
        tags: 'waiting',
        on: { WARM: 'healthy', EJECT: 'ejected', LEAVE: 'leaving' },
        description: 'slow start: a growing share of its turns',
      },
      leaving: {
        tags: 'waiting',
        on: { ADMIT: 'warming', EJECT: 'ejected' },
        description: 'finishes what it has',
      },
      absent: { tags: 'off', on: { REGISTER: 'warming' }, description: 'not in the pool' },
    },
  }),
);
