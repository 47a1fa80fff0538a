import {
  freshReceiver,
  freshSender,
  mod,
  type Ack,
  type Protocol,
  type ReceiverState,
  type SenderState,
} from '../protocol/protocol';
import type { Rules } from '../protocol/rules';

/** What the channel may do, and how much the search looks at. */
export interface Bounds {
  /** Packets, and acknowledgements, that are under way at one time. */
  readonly inFlight: number;
  /** How many later ones may overtake one of them; 0: first in, first out. */
  readonly overtaking: number;
  readonly loses: boolean;
  readonly duplicates: boolean;
  /** States after which the search gives up. */
  readonly states: number;
}

/** What is checked: a rule table with its numbers, and a channel. */
export interface Model {
  readonly protocol: Protocol;
  readonly rules: Rules;
  readonly bounds: Bounds;
}

/** One thing that happens. Places count from 0, the longest under way first. */
export type Step =
  | { readonly do: 'send' }
  | { readonly do: 'timeout'; readonly index: number }
  | {
      readonly do: 'deliver' | 'lose' | 'copy';
      readonly what: 'data' | 'ack';
      readonly at: number;
    };

/** Something under way, and by how many later ones it was overtaken. */
interface Late {
  readonly late: number;
}
interface FlyingData extends Late {
  readonly payload: number;
}
interface FlyingAck extends Late, Pick<Ack, 'seq' | 'upTo'> {}

/** Both ends and all that is under way between them. */
export interface ModelState {
  readonly sender: SenderState;
  readonly receiver: ReceiverState;
  readonly data: readonly FlyingData[];
  readonly acks: readonly FlyingAck[];
}

export const firstState = (): ModelState => ({
  sender: freshSender(),
  receiver: freshReceiver(),
  data: [],
  acks: [],
});

export const copyOf = ({ sender, receiver, data, acks }: ModelState) => ({
  sender: { ...sender, acked: [...sender.acked] },
  receiver: { next: receiver.next, held: [...receiver.held] },
  data: [...data],
  acks: [...acks],
});

/**
 * Counts everything from the sender's oldest outstanding packet. No rule knows more of a packet's number than its
 * distance, so two states that differ only in where they stand behave alike: however many messages there are, the states
 * are finitely many.
 */
export function fromBase(state: ModelState, { numbers }: Protocol): ModelState {
  const by = state.sender.base;
  if (by === 0) return state;
  const number = (n: number | null): number | null => (n === null ? null : mod(n - by, numbers));
  const { sender, receiver } = state;
  return {
    sender: { base: 0, next: sender.next - by, acked: sender.acked.map((i) => i - by) },
    receiver: {
      next: receiver.next - by,
      held: receiver.held.map((payload) => (payload === null ? null : payload - by)),
    },
    data: state.data.map(({ payload, late }) => ({ payload: payload - by, late })),
    acks: state.acks.map(({ seq, upTo, late }) => ({ seq: number(seq), upTo: number(upTo), late })),
  };
}

/** Equal for equal states. */
export function keyOf({ sender, receiver, data, acks }: ModelState): string {
  const flying = data.map(({ payload, late }) => `${payload}.${late}`);
  const answers = acks.map(({ seq, upTo, late }) => `${seq ?? ''}.${upTo ?? ''}.${late}`);
  return `${sender.next},${sender.acked}|${receiver.next},${receiver.held}|${flying.join()}|${answers.join()}`;
}
