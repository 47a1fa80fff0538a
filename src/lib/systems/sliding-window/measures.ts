import type { Measures } from '../../sim';
import { chartsOf } from '../charts';
import { verdictOf } from './checker/verdict';
import { outstanding } from './protocol/protocol';
import type { WindowWorld } from './world';

const chart = chartsOf<WindowWorld>();

/** Seconds, of µs. */
const s = (at: number): number => at / 1e6;

export const measures: Measures<WindowWorld> = {
  // Captions are looked at with each sample: none may come a round trip late.
  sampleEvery: ({ oneWayMs }) => Math.max(1000, Math.round(oneWayMs * 400)),
  series: [
    chart('progress', 'packets', '').of(
      ['sent for the first time', 'acknowledged', 'delivered in order'],
      ({ at, observed }) => {
        const { next, base } = at.sender.durable.state;
        return [next, base, observed.right];
      },
    ),
    chart('waiting', 'packets that wait', '').of(
      ['outstanding at the sender', 'held by the receiver'],
      ({ at }) => [
        outstanding(at.sender.durable.state).length,
        at.receiver.durable.state.held.filter((held) => held !== null).length,
      ],
    ),
    chart('wasted', 'what did not help', '').of(
      ['sent again', 'thrown away by the receiver', 'lost by the channel'],
      ({ at }) => [
        at.sender.durable.resent,
        at.receiver.durable.discarded,
        at.channel.durable.lost,
      ],
    ),
  ],
  numbers({ at, observed, settings, now }) {
    const { sends, resent, state } = at.sender.durable;
    const all =
      observed.right === settings.messages &&
      at.receiver.durable.delivered.length === settings.messages;
    const deliveredS = all ? s(observed.lastRightAt) : s(now);
    return {
      messages: settings.messages,
      delivered: at.receiver.durable.delivered.length,
      right: observed.right,
      exactlyOnce: all ? 1 : 0,
      duplicates: observed.duplicates,
      missing: observed.missing,
      acknowledged: state.base,
      sends,
      resent,
      discarded: at.receiver.durable.discarded,
      lost: at.channel.durable.lost,
      copied: at.channel.durable.copied,
      mostHeld: at.receiver.durable.mostHeld,
      deliveredS,
      finishedS: observed.finishedAt === null ? s(now) : s(observed.finishedAt),
      perSecond: deliveredS > 0 ? observed.right / deliveredS : 0,
      bits: settings.bits,
      // Of the shortest failure that the model checker finds for these rules at their smallest; 0: it finds none.
      counterexampleSteps: verdictOf(settings).counterexample?.steps.length ?? 0,
    };
  },
  nodes: ({ at }) => ({
    sender: { sends: at.sender.durable.sends, resent: at.sender.durable.resent },
    channel: { lost: at.channel.durable.lost, copied: at.channel.durable.copied },
    receiver: {
      delivered: at.receiver.durable.delivered.length,
      discarded: at.receiver.durable.discarded,
    },
  }),
};
