import { createMachine } from 'xstate';
import { compile } from '../machine';

/** What a balancer makes of one target. Each balancer has its own opinion. */
export const targetMachine = compile(
  createMachine({
    id: 'target',
    initial: 'healthy',
    states: {
      healthy: { on: { EJECT: 'ejected', LEAVE: 'leaving', UNREGISTER: 'absent' } },
      ejected: { on: { ADMIT: 'warming', LEAVE: 'leaving' }, description: 'gets no requests' },
      warming: {
        on: { WARM: 'healthy', EJECT: 'ejected', LEAVE: 'leaving' },
        description: 'slow start: a growing share of its turns',
      },
      leaving: { on: { ADMIT: 'warming', EJECT: 'ejected' }, description: 'finishes what it has' },
      absent: { on: { REGISTER: 'warming' }, description: 'not in the pool' },
    },
  }),
);
