import { fault, off, partMachine, waiting } from '../machine';

/** What a balancer makes of one target. Each balancer has its own opinion. */
export const targetMachine = partMachine('target', {
  healthy: { tags: 'well', on: { EJECT: 'ejected', LEAVE: 'leaving', UNREGISTER: 'absent' } },
  ejected: fault('gets no requests', { ADMIT: 'warming', LEAVE: 'leaving' }),
  warming: waiting('slow start: a growing share of its turns', {
    WARM: 'healthy',
    EJECT: 'ejected',
    LEAVE: 'leaving',
  }),
  leaving: waiting('finishes what it has', { ADMIT: 'warming', EJECT: 'ejected' }),
  absent: off('not in the pool', { REGISTER: 'warming' }),
});
