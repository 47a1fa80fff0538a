import { meanOf, percent, percentile, sum, type Measures, type ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import type { VotingWorld } from './world';

const chart = chartsOf<VotingWorld>();

export const probes = {
  /** From a question until its answer is accepted. */
  answer: { kind: 'histogram', unit: 'us' },
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

const asked = ({ at }: VotingWorld): number => sum(at.clients.map((c) => c.durable.asked));

/** Servers that are crashed, or not honest, now. */
const atFault = ({ at }: VotingWorld): number =>
  at.servers.filter(({ mode }) => mode.host === 'crashed' || mode.role !== 'truthful').length;

export const measures: Measures<VotingWorld> = {
  sampleEvery: (s) => Math.max(1000, Math.round((s.questions * s.gapMs * 1000) / 80)),
  series: [
    chart('outcomes', 'questions by outcome', '').of(
      ['right', 'wrong', 'no answer'],
      ({ observed: o }) => [o.right, o.wrong, o.silent],
    ),
    chart('chain', 'fault, error, failure', '').of(
      ['servers at fault', 'wrong votes', 'wrong answers'],
      (w) => [atFault(w), w.observed.wrongVotes, w.observed.wrong],
    ),
    chart('latency', 'time to an accepted answer', 'ms').of(['p50', 'p99'], (w) => {
      const { all } = w.probe('answer');
      return [percentile(all, 0.5) / 1000, percentile(all, 0.99) / 1000];
    }),
  ],
  numbers(w) {
    const { right, wrong, silent, unanimous, wrongVotes, lastAnsweredAt } = w.observed;
    const all = asked(w);
    const closed = right + wrong + silent;
    const answer = w.probe('answer').all;
    return {
      asked: all,
      right,
      wrong,
      silent,
      open: all - closed,
      rightPercent: percent(right, closed),
      wrongPercent: percent(wrong, closed),
      silentPercent: percent(silent, closed),
      answeredPercent: percent(right + wrong, all),
      wrongVotes,
      unanimousPercent: percent(unanimous, wrong),
      meanMs: answer.total > 0 ? meanOf(answer) / 1000 : 0,
      p50Ms: answer.total > 0 ? percentile(answer, 0.5) / 1000 : 0,
      p99Ms: answer.total > 0 ? percentile(answer, 0.99) / 1000 : 0,
      lastAnsweredS: lastAnsweredAt / 1e6,
      servers: w.at.servers.length,
    };
  },
  nodes: ({ at }) =>
    Object.fromEntries([
      ...at.servers.map((s) => [s.id, { answered: s.durable.answered }] as const),
      ...at.clients.map(
        (c) => [c.id, { asked: c.durable.asked, closed: c.durable.closed }] as const,
      ),
    ]),
};
