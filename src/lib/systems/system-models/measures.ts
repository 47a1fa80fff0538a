import { meanOf, percent, percentile, sum, TIMES, type Measures, type ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import type { Observed } from './observed';
import { detectionsOf } from './observer';
import type { ModelWorld } from './world';

const chart = chartsOf<ModelWorld>();

export const probes = {
  /** From the beginning of a vote, at a node, until that node knows the decision. */
  decision: TIMES,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

const HOUR = 3600e6;

/** Up to now: what the observer has counted, and what has gone on since. */
function totals({ observed: o, now }: ModelWorld) {
  const passed = now - o.countedAt;
  return {
    watched: o.watchedTime + passed * o.pairs,
    wrong: o.wrongTime + passed * o.wrongPairs,
  };
}

/** How often live nodes were suspected wrongly up to now, an hour and pair. */
function mistakeRate(w: ModelWorld): number {
  const { watched } = totals(w);
  return watched > 0 ? w.observed.falseSuspicions / (watched / HOUR) : 0;
}

/** Times from a crash to a suspicion that has lasted so far, and pairs where there is none. */
function detections(o: Observed): { times: number[]; missed: number } {
  const open = o.up.map((_, place) => detectionsOf(o, place));
  const times = [...o.detections, ...open.flatMap((d) => d.times)].sort((a, b) => a - b);
  return { times, missed: o.missed + sum(open.map((d) => d.missed)) };
}

export const measures: Measures<ModelWorld> = {
  sampleEvery: () => 250_000,
  series: [
    chart('suspicions', 'suspicions of live nodes', '').of(
      ['wrongly suspected', 'mistakes so far'],
      ({ observed: o }) => [o.wrongPairs, o.falseSuspicions],
    ),
    chart('mistake-rate', 'false suspicions so far, an hour and pair', '/h').of(
      ['mistakes an hour'],
      (w) => [mistakeRate(w)],
    ),
    chart('leaders', 'nodes that believe they lead', '').of(['leaders'], ({ observed: o }) => [
      o.leaders,
    ]),
    chart('votes', 'decisions, and the round of the present vote', '').of(
      ['decisions', 'conflicts', 'round'],
      ({ observed: o }) => [o.chosen.length, o.conflicts.length, o.round],
    ),
  ],
  numbers(w) {
    const { observed: o, at } = w;
    const { watched, wrong } = totals(w);
    const { times, missed } = detections(o);
    const decision = w.probe('decision').all;
    const held = at.scheduler?.volatile;
    return {
      falseSuspicions: o.falseSuspicions,
      pairHours: watched / HOUR,
      falsePerHour: mistakeRate(w),
      wrongPercent: percent(wrong, watched),
      meanMistakeMs: o.falseSuspicions > 0 ? wrong / o.falseSuspicions / 1000 : 0,
      detectionMs: times.length > 0 ? times[Math.ceil(times.length / 2) - 1] / 1000 : 0,
      worstDetectionMs: times.length > 0 ? times[times.length - 1] / 1000 : 0,
      undetected: missed,
      decisions: o.chosen.length,
      conflictingDecisions: o.conflicts.length,
      mostRounds: o.mostRounds,
      decisionMeanMs: decision.total > 0 ? meanOf(decision) / 1000 : 0,
      decisionP99Ms: decision.total > 0 ? percentile(decision, 0.99) / 1000 : 0,
      heartbeatsPerSecond: w.settings.rule === 'none' ? 0 : 1000 / w.settings.heartbeatMs,
      delivered: held ? held.taken - held.held.length : 0,
      held: held ? held.held.length : 0,
      longestHeldMs: held ? held.longest / 1000 : 0,
    };
  },
  nodes: ({ at, observed: o }) =>
    Object.fromEntries(
      at.processes.map(({ id, durable }, place) => [
        id,
        { decided: durable.log.length, conflicts: o.conflictsOf[place] },
      ]),
    ),
};
