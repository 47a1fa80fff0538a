import { partMachine, state } from '../machine';

/** What a balancer makes of one target. Each balancer has its own opinion. */
export const targetMachine = partMachine('target', {
  healthy: { tags: 'well', on: { EJECT: 'ejected', LEAVE: 'leaving', UNREGISTER: 'absent' } },
  ejected: state.fault('gets no requests', { ADMIT: 'warming', LEAVE: 'leaving' }),
  warming: state.waiting('slow start: a growing share of its turns', {
    WARM: 'healthy',
    EJECT: 'ejected',
    LEAVE: 'leaving',
  }),
  leaving: state.waiting('finishes what it has', { ADMIT: 'warming', EJECT: 'ejected' }),
  absent: state.off('not in the pool', { REGISTER: 'warming' }),
});
