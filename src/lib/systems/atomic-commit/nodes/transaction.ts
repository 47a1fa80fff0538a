import { createMachine } from 'xstate';
import { compile } from '../../../nodes/machine';

/** One transaction at a participant: the first two states are in memory, the others on disk. */
export const participation = compile(
  createMachine({
    id: 'participation',
    initial: 'absent',
    states: {
      absent: { on: { PREPARE: 'working' } },
      working: {
        on: { YES: 'prepared', NO: 'aborted' },
        description: 'locks taken or waited for; may still say no',
      },
      prepared: {
        on: { COMMIT: 'committed', ABORT: 'aborted' },
        description: 'has said yes: it waits for the decision, however long that takes',
      },
      committed: {},
      aborted: {},
    },
  }),
);

/** One transaction at whoever decides about it. */
export const decision = compile(
  createMachine({
    id: 'decision',
    initial: 'absent',
    states: {
      absent: { on: { BEGIN: 'collecting' } },
      collecting: {
        on: { ALL_YES: 'committed', A_NO: 'aborted' },
        description: 'votes are counted, in memory',
      },
      committed: { on: { ALL_TOLD: 'over' }, description: 'decided, until all have confirmed it' },
      aborted: { description: 'nothing has to be remembered: who asks later hears “abort”' },
      over: { description: 'all participants have it on disk' },
    },
  }),
);

/** One sign-up in the hands of a request handler of the naive design: in its memory, and nowhere else. */
export const call = compile(
  createMachine({
    id: 'call',
    initial: 'absent',
    states: {
      absent: { on: { REQUEST: 'creating' } },
      creating: {
        on: { CREATED: 'calling', ANSWER: 'absent' },
        description: 'the user is written',
      },
      calling: {
        on: { ANSWER: 'absent' },
        description: 'the wallet service is called, perhaps again',
      },
    },
  }),
);

/** One user's saga in an orchestrator's hands. What it stands for is on disk: the user's row, which says PENDING. */
export const saga = compile(
  createMachine({
    id: 'saga',
    initial: 'absent',
    states: {
      absent: { on: { FOUND: 'calling' } },
      calling: {
        on: { MADE: 'confirming', REFUSED: 'cancelling' },
        description: 'the wallet service is called until it answers',
      },
      confirming: {
        on: { ACTIVE: 'absent' },
        description: 'the wallet is there: PENDING → ACTIVE',
      },
      cancelling: {
        on: { CANCELLED: 'absent' },
        description: 'there is no wallet to be had: PENDING → CANCELLED',
      },
    },
  }),
);

/** How the trace names the part of a node that is a transaction. */
export const partName = (tx: number, user: number): string => `user ${user} (${tx})`;
