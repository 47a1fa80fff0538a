import { createMachine } from 'xstate';
import { compile } from '../../../nodes/machine';
import type { NodeRef, Out } from '../../../sim';

/** One transaction at a participant: the first two states are in memory, the others on disk. */
export const participation = compile(
  createMachine({
    id: 'participation',
    initial: 'absent',
    states: {
      absent: { tags: 'off', on: { PREPARE: 'working' } },
      working: {
        tags: 'well',
        on: { YES: 'prepared', NO: 'aborted' },
        description: 'locks taken or waited for; may still say no',
      },
      prepared: {
        tags: 'waiting',
        on: { COMMIT: 'committed', ABORT: 'aborted' },
        description: 'has said yes: it waits for the decision, however long that takes',
      },
      committed: { tags: 'well' },
      aborted: { tags: 'off' },
    },
  }),
);

/** One transaction at whoever decides about it. */
export const decision = compile(
  createMachine({
    id: 'decision',
    initial: 'absent',
    states: {
      absent: { tags: 'off', on: { BEGIN: 'collecting' } },
      collecting: {
        tags: 'waiting',
        on: { ALL_YES: 'committed', A_NO: 'aborted' },
        description: 'votes are counted, in memory',
      },
      committed: {
        tags: 'well',
        on: { ALL_TOLD: 'over' },
        description: 'decided, until all have confirmed it',
      },
      aborted: {
        tags: 'off',
        description: 'nothing has to be remembered: whoever asks later is told “abort”',
      },
      over: { tags: 'off', description: 'all participants have it on disk' },
    },
  }),
);

/** One sign-up in the hands of a request handler of the naive design: in its memory, and nowhere else. */
export const call = compile(
  createMachine({
    id: 'call',
    initial: 'absent',
    states: {
      absent: { tags: 'off', on: { REQUEST: 'creating' } },
      creating: {
        tags: 'well',
        on: { CREATED: 'calling', ANSWER: 'absent' },
        description: 'the user is written',
      },
      calling: {
        tags: 'waiting',
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
      absent: { tags: 'off', on: { FOUND: 'calling' } },
      calling: {
        tags: 'waiting',
        on: { MADE: 'confirming', REFUSED: 'cancelling' },
        description: 'the wallet service is called until it answers',
      },
      confirming: {
        tags: 'well',
        on: { ACTIVE: 'absent' },
        description: 'the wallet is there: PENDING → ACTIVE',
      },
      cancelling: {
        tags: 'well',
        on: { CANCELLED: 'absent' },
        description: 'there is no wallet to be had: PENDING → CANCELLED',
      },
    },
  }),
);

/** How the trace names the part of a node that is a transaction. */
const partName = (tx: number, user: number): string => `user ${user} (${tx})`;

/** A transaction's new state at a node, for the pictures of what each of them remembers. */
export interface Moved {
  readonly tx: number;
  readonly user: number;
  readonly state: string;
}

/** What every node that takes part in transactions writes down and counts. */
export interface TransactionKind {
  events: { moved: Moved };
  probes: 'messages';
}
type TransactionOut = Pick<Out<TransactionKind>, 'part' | 'event' | 'observe'>;

/** Writes down where a transaction stands here now. */
export function move(
  tx: number,
  user: number,
  [from, to]: readonly [from: string, to: string],
  out: TransactionOut,
): void {
  out.part(partName(tx, user), from, to);
  out.event('moved', { tx, user, state: to });
}

/** Counts a message, unless it stays on the sender's own machine. */
export function countMessage(here: readonly NodeRef[], to: NodeRef, out: TransactionOut): void {
  if (!here.includes(to)) out.observe('messages', 1);
}
