import { mod, outstanding } from '../protocol/protocol';
import { receiverReacts } from '../protocol/receiver';
import { senderReacts } from '../protocol/sender';
import { copyOf, type Model, type ModelState, type Step } from './model';

/** Where a step leads, and what it breaks. */
interface Taken {
  readonly state: ModelState;
  /** The property that is violated and how. */
  readonly broken: { readonly property: 'prefix' | 'acknowledged'; readonly why: string } | null;
}

/** Takes one out of a queue: those before it have then been overtaken once more. */
function takeOut<T extends { readonly late: number }>(queue: readonly T[], at: number): T[] {
  return queue.flatMap((one, i) =>
    i === at ? [] : [i < at ? { ...one, late: one.late + 1 } : one],
  );
}

/** Whether the one at `at` may arrive now: none that it overtakes has been overtaken too often. */
const mayArrive = (
  queue: readonly { readonly late: number }[],
  at: number,
  most: number,
): boolean => queue.every(({ late }, i) => i >= at || late < most);

function deliverData({ protocol, rules }: Model, before: ModelState, at: number): Taken {
  const state = copyOf(before);
  const { payload } = state.data[at];
  state.data = takeOut(state.data, at);
  let broken: Taken['broken'] = null;
  const data = { type: 'data', seq: mod(payload, protocol.numbers), payload } as const;
  receiverReacts(rules.receiver, protocol, state.receiver, data, {
    deliver(given) {
      const place = state.receiver.next;
      if (given !== place)
        broken ??= {
          property: 'prefix',
          why: `message ${given} is delivered in the place of message ${place}`,
        };
    },
    send: ({ seq, upTo }) => void state.acks.push({ seq, upTo, late: 0 }),
  });
  return { state, broken };
}

function deliverAck({ protocol, rules }: Model, before: ModelState, at: number): Taken {
  const state = copyOf(before);
  const { seq, upTo } = state.acks[at];
  state.acks = takeOut(state.acks, at);
  const ack = { type: 'ack', seq, upTo, of: 0 } as const;
  senderReacts(rules.sender, protocol, state.sender, { on: 'ack', ack }, () => undefined);
  const isTooFar = protocol.ack !== 'none' && state.sender.base > state.receiver.next;
  const why = `packet ${state.receiver.next} is acknowledged and was never delivered`;
  return { state, broken: isTooFar ? { property: 'acknowledged', why } : null };
}

function inChannel(before: ModelState, step: Extract<Step, { what: string }>): Taken {
  const state = copyOf(before);
  const queue: { readonly late: number }[] = step.what === 'data' ? state.data : state.acks;
  if (step.do === 'copy') queue.splice(step.at, 0, queue[step.at]);
  else queue.splice(step.at, 1);
  return { state, broken: null };
}

/** What a step makes of a state. Throws where there is nothing at the place that it names. */
export function take(model: Model, before: ModelState, step: Step): Taken {
  if (step.do === 'send' || step.do === 'timeout') {
    const state = copyOf(before);
    const event =
      step.do === 'send'
        ? ({ on: 'offer' } as const)
        : ({ on: 'timeout', index: step.index } as const);
    senderReacts(model.rules.sender, model.protocol, state.sender, event, (payload) =>
      state.data.push({ payload, late: 0 }),
    );
    return { state, broken: null };
  }
  if (step.do !== 'deliver') return inChannel(before, step);
  return step.what === 'data'
    ? deliverData(model, before, step.at)
    : deliverAck(model, before, step.at);
}

/** Everything that can happen next, within the bounds. */
export function* possible({ protocol, bounds }: Model, state: ModelState): Generator<Step> {
  const { sender, data, acks } = state;
  if (sender.next - sender.base < protocol.window && data.length < bounds.inFlight)
    yield { do: 'send' };
  const waiting = outstanding(sender);
  if (protocol.resend === 'all') {
    if (waiting.length > 0 && data.length + waiting.length <= bounds.inFlight)
      yield { do: 'timeout', index: sender.base };
  } else if (data.length < bounds.inFlight)
    for (const index of waiting) yield { do: 'timeout', index };
  for (const [what, queue, room] of [
    ['data', data, acks.length < bounds.inFlight],
    ['ack', acks, true],
  ] as const)
    for (let at = 0; at < queue.length; at++) {
      if (room && mayArrive(queue, at, bounds.overtaking)) yield { do: 'deliver', what, at };
      if (bounds.loses) yield { do: 'lose', what, at };
      if (bounds.duplicates && queue.length < bounds.inFlight) yield { do: 'copy', what, at };
    }
}
