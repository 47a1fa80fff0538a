import { COUNTER, meanOf, percent, percentile, SECOND, sum, TIMES, type Measures } from '../../sim';
import { chartsOf } from '../charts';
import { PAID, type Observed } from './observed';
import { boundOf } from './observer';
import type { ChainWorld } from './world';

const chart = chartsOf<ChainWorld>();

export const probes = {
  chain: TIMES,
  whole: TIMES,
  error: COUNTER,
  timeout: COUNTER,
  busy: COUNTER,
  breaker: COUNTER,
  deadline: COUNTER,
  token: COUNTER,
  moved: COUNTER,
  quota: COUNTER,
} as const;

/** Checkouts whose end is known: issued so long ago that their users have an answer or have gone. */
const closedBy = (o: Observed, checkout: number, now: number): boolean =>
  o.deadline[checkout] <= now || o.answeredAt[checkout] > 0;

interface Calm {
  readonly issued: number;
  readonly paid: number;
  readonly p99Ms: number;
}

/** Checkouts before the trouble, without those that it may have hit. */
function calm({ observed: o, now }: ChainWorld): Calm {
  const end = o.troubleFrom ?? Infinity;
  const times: number[] = [];
  let issued = 0;
  for (let c = 1; c < o.issuedAt.length; c++) {
    if (o.deadline[c] > end || !closedBy(o, c, now)) continue;
    issued++;
    if (o.outcome[c] === PAID) times.push(o.answeredAt[c] - o.issuedAt[c]);
  }
  times.sort((a, b) => a - b);
  const at99 = times[Math.ceil(0.99 * times.length) - 1] ?? 0;
  return { issued, paid: times.length, p99Ms: at99 / 1000 };
}

/** In each second after the trouble: checkouts issued, and those of them that were paid. */
function secondsAfter({ observed: o, now }: ChainWorld): { issued: number; paid: number }[] {
  const from = o.troubleEnd;
  if (from === null || o.inTrouble) return [];
  const seconds: { issued: number; paid: number }[] = [];
  for (let c = 1; c < o.issuedAt.length; c++) {
    const place = Math.floor((o.issuedAt[c] - from) / SECOND);
    if (place < 0 || !closedBy(o, c, now)) continue;
    while (seconds.length <= place) seconds.push({ issued: 0, paid: 0 });
    seconds[place].issued++;
    if (o.outcome[c] === PAID) seconds[place].paid++;
  }
  return seconds;
}

/** Three seconds in a row in which nineteen in twenty checkouts succeed are a recovery. */
const GOOD = 0.95;
const IN_A_ROW = 3;

/** Seconds from the end of the trouble to the recovery; without one, what is left of the run. */
function recoveryS(w: ChainWorld): number {
  const { troubleEnd } = w.observed;
  if (troubleEnd === null) return 0;
  let row = 0;
  for (const [i, { issued, paid }] of secondsAfter(w).entries()) {
    row = paid >= GOOD * issued ? row + 1 : 0;
    if (row === IN_A_ROW) return i + 1 - IN_A_ROW;
  }
  return (w.now - troubleEnd) / SECOND;
}

/** The share of checkouts that succeed, from five seconds after the trouble on. */
function goodputAfter(w: ChainWorld): number {
  const later = secondsAfter(w).slice(5);
  return percent(sum(later.map((s) => s.paid)), sum(later.map((s) => s.issued)));
}

const causes = [
  'error',
  'timeout',
  'busy',
  'breaker',
  'deadline',
  'token',
  'moved',
  'quota',
] as const;

const perSecond = (w: ChainWorld): number => (w.now === 0 ? 0 : SECOND / w.now);

export const measures: Measures<ChainWorld> = {
  sampleEvery: () => SECOND / 5,
  series: [
    chart('goodput', 'checkouts paid', '/s').of(
      ['paid', 'clicked'],
      ({ observed: o, settings }) => [o.goodput, settings.ratePerS],
    ),
    chart('load', 'database calls for each click', '×').of(
      ['last 4 s', 'most so far'],
      ({ observed: o }) => [o.load, o.maxCalls],
      (settings) => ({
        value: boundOf(settings),
        label: 'attempts to the power of layers',
      }),
    ),
    chart('queue', 'calls in the database’s queue', '').of(
      ['queued', 'abandoned'],
      ({ at, observed: o }) => [at.database.volatile.queue.length, o.abandoned],
    ),
  ],
  numbers(w) {
    const { observed: o, at } = w;
    const { all } = w.probe('chain');
    const whole = w.probe('whole').all;
    const a = calm(w);
    const outcomes = at.users.durable.outcomes;
    const [{ paid, failed, unknown }] = outcomes;
    const ended = paid + failed + unknown;
    const other = outcomes.at(1) ?? { paid: 0, failed: 0, unknown: 0 };
    return {
      checkouts: o.issued,
      paid,
      failed,
      unknown,
      successPercent: percent(paid, ended),
      failedPercent: percent(failed + unknown, ended),
      goodputPerS: paid * perSecond(w),
      databaseCalls: o.databaseCalls,
      amplification: o.issued === 0 ? 0 : o.databaseCalls / o.issued,
      maxCalls: o.maxCalls,
      bound: o.bound,
      successAPercent: percent(a.paid, a.issued),
      p99AMs: a.p99Ms,
      checkoutsA: a.issued,
      loadB: o.issuedInTrouble === 0 ? 0 : o.callsInTrouble / o.issuedInTrouble,
      recoverS: recoveryS(w),
      goodputCPercent: goodputAfter(w),
      chargedTwice: at.database.durable.doubled,
      chargedNotTold: o.unaware,
      wastedPercent: percent(o.wasted, o.begun),
      worked: at.database.durable.worked,
      expired: at.database.durable.expired + sum(at.layers.map((l) => l.durable.expired)),
      retries: sum(at.layers.map((l) => l.durable.retries)),
      deniedRetries: sum(at.layers.map((l) => l.durable.denied)),
      breakerOpened: sum(at.layers.map((l) => l.durable.opened)),
      queue: at.database.volatile.queue.length,
      ...Object.fromEntries(causes.map((id) => [`${id}s`, w.probe(id).all.total])),
      meanMs: all.total > 0 ? meanOf(all) / 1000 : 0,
      p50Ms: all.total > 0 ? percentile(all, 0.5) / 1000 : 0,
      p99Ms: all.total > 0 ? percentile(all, 0.99) / 1000 : 0,
      wholePaid: other.paid,
      wholeFailed: other.failed + other.unknown,
      wholeSuccessPercent: percent(other.paid, other.paid + other.failed + other.unknown),
      wholeMeanMs: whole.total > 0 ? meanOf(whole) / 1000 : 0,
      wholeP99Ms: whole.total > 0 ? percentile(whole, 0.99) / 1000 : 0,
    };
  },
  nodes: ({ at }) =>
    Object.fromEntries([
      ...at.layers.map(
        (l) => [l.id, { sent: l.durable.sent, retries: l.durable.retries }] as const,
      ),
      [at.database.id, { worked: at.database.durable.worked }] as const,
    ]),
};
