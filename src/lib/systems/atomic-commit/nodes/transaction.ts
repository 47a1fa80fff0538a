import { off, partMachine, waiting, well } from '../../../nodes/machine';
import type { NodeRef, NodeRefs, Out } from '../../../sim';

/** One transaction at a participant: the first two states are in memory, the others on disk. */
export const participation = partMachine('participation', {
  absent: { tags: 'off', on: { PREPARE: 'working' } },
  working: well('locks taken or waited for; may still say no', {
    YES: 'prepared',
    NO: 'aborted',
  }),
  prepared: waiting('has said yes: it waits for the decision, however long that takes', {
    COMMIT: 'committed',
    ABORT: 'aborted',
  }),
  committed: { tags: 'well' },
  aborted: { tags: 'off' },
});

/** One transaction at whoever decides about it. */
export const decision = partMachine('decision', {
  absent: { tags: 'off', on: { BEGIN: 'collecting' } },
  collecting: waiting('votes are counted, in memory', {
    ALL_YES: 'committed',
    A_NO: 'aborted',
  }),
  committed: well('decided, until all have confirmed it', { ALL_TOLD: 'over' }),
  aborted: off('nothing has to be remembered: whoever asks later is told “abort”'),
  over: off('all participants have it on disk'),
});

/** One sign-up in the hands of a request handler of the naive design: in its memory, and nowhere else. */
export const call = partMachine('call', {
  absent: { tags: 'off', on: { REQUEST: 'creating' } },
  creating: well('the user is written', { CREATED: 'calling', ANSWER: 'absent' }),
  calling: waiting('the wallet service is called, perhaps again', { ANSWER: 'absent' }),
});

/** One user's saga in an orchestrator's hands. What it stands for is on disk: the user's row, which says PENDING. */
export const saga = partMachine('saga', {
  absent: { tags: 'off', on: { FOUND: 'calling' } },
  calling: waiting('the wallet service is called until it answers', {
    MADE: 'confirming',
    REFUSED: 'cancelling',
  }),
  confirming: well('the wallet is there: PENDING → ACTIVE', { ACTIVE: 'absent' }),
  cancelling: well('there is no wallet to be had: PENDING → CANCELLED', {
    CANCELLED: 'absent',
  }),
});

/** How the trace names the part of a node that is a transaction. */
const partName = (tx: number, user: number): string => `user ${user} (${tx})`;

/** A transaction's new state at a node, for the pictures of what each of them remembers. */
export interface Moved {
  readonly tx: number;
  readonly user: number;
  readonly state: string;
}

/** What whoever decides about transactions has counted, and which life of its process this is. */
export interface DeciderTally {
  boot: number;
  died: number;
  /** Measures. */
  begun: number;
  committed: number;
  aborted: number;
}
export const emptyTally = (): DeciderTally => ({
  boot: 0,
  died: 0,
  begun: 0,
  committed: 0,
  aborted: 0,
});

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

/** Commits that not all participants have confirmed, by transaction. */
export type Telling = Map<number, { readonly user: number; readonly left: Set<NodeRef> }>;

/** A participant has the commit on its disk: true when all have, and the transaction is over. */
export function confirmed(
  telling: Telling,
  tx: number,
  participant: NodeRef,
  out: TransactionOut,
): boolean {
  const told = telling.get(tx);
  if (!told) return false;
  told.left.delete(participant);
  if (told.left.size > 0) return false;
  telling.delete(tx);
  move(tx, told.user, ['committed', 'over'], out);
  return true;
}

/** Counts a message, unless it stays on the sender's own machine. */
export function countMessage(here: NodeRefs, to: NodeRef, out: TransactionOut): void {
  if (!here.includes(to)) out.observe('messages', 1);
}
