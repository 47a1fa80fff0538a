import type { Span } from '../nodes/caller-data';
import type { Micros, TimedHistoryEntry } from '../../../sim';

/** What a call was doing for a while. */
export const DOINGS = ['queued', 'under-way', 'held-up', 'worked-on', 'unknown'] as const;
export type Doing = (typeof DOINGS)[number];

export interface Phase {
  readonly doing: Doing;
  readonly from: Micros;
  readonly to: Micros;
}

/** One call from its beginning to its answer. */
export interface CallBar {
  /** The number of the node that made it. */
  readonly node: number;
  readonly id: number;
  readonly from: Micros;
  /** `Infinity` while nothing has come. */
  readonly to: Micros;
  readonly phases: readonly Phase[];
  readonly outcome: 'answered' | 'failed' | 'unknown' | 'open';
}

/** A history's processes are lines of a client: its number, then three digits. */
const nodeOf = (process: number): number => Math.floor(process / 1000);

const OUTCOMES = { ok: 'answered', fail: 'failed', info: 'unknown' } as const;

function phasesOf(from: Micros, to: Micros, outcome: string, span?: Partial<Span>): Phase[] {
  const sent = span?.sent ?? -1;
  if (sent < 0) return [{ doing: 'queued', from, to }];
  const isAnswered = span?.arrived !== undefined && outcome !== 'unknown';
  const steps: [Doing, Micros][] = isAnswered
    ? [
        ['queued', sent],
        ['under-way', span.arrived!],
        ['held-up', span.read!],
        ['worked-on', span.written!],
        ['under-way', span.back!],
        ['held-up', to],
      ]
    : [
        ['queued', sent],
        [outcome === 'answered' ? 'under-way' : 'unknown', to],
      ];
  const phases: Phase[] = [];
  let at = from;
  for (const [doing, until] of steps) {
    if (until > at) phases.push({ doing, from: at, to: until });
    at = Math.max(at, until);
  }
  return phases;
}

/** The calls of a run in the order in which they were made. `end`: the run's end, for those that stayed open. */
export function callsOf(history: readonly TimedHistoryEntry[], end: Micros): CallBar[] {
  const open = new Map<number, { place: number; entry: TimedHistoryEntry }>();
  const calls: CallBar[] = [];
  for (const entry of history) {
    const node = nodeOf(entry.process);
    if (entry.type === 'invoke') {
      const place = calls.length;
      open.set(entry.process, { place, entry });
      const phases: Phase[] = [{ doing: 'unknown', from: entry.time, to: end }];
      const id = Number(entry.value);
      calls.push({ node, id, from: entry.time, to: Infinity, phases, outcome: 'open' });
      continue;
    }
    const begun = open.get(entry.process);
    if (!begun) continue;
    open.delete(entry.process);
    const { id, from } = calls[begun.place];
    const outcome = OUTCOMES[entry.type];
    const phases = phasesOf(from, entry.time, outcome, entry.value as Partial<Span>);
    calls[begun.place] = { node, id, from, to: entry.time, phases, outcome };
  }
  return calls;
}

const WORDS: Record<Doing, string> = {
  queued: 'waiting for a connection',
  'under-way': 'under way',
  'held-up': 'held up by bytes before it',
  'worked-on': 'at work',
  unknown: 'unanswered',
};

export const wordsOf = (doing: Doing): string => WORDS[doing];

const ms = (us: Micros): string => `${Number((us / 1000).toFixed(1))} ms`;

/** One call in a sentence: "call 17: answered after 86 ms: 50 ms under way, 31 ms held up by bytes before it, 5 ms at work". */
export function tellOf(call: CallBar): string {
  const sums = new Map<Doing, Micros>();
  for (const { doing, from, to } of call.phases)
    sums.set(doing, (sums.get(doing) ?? 0) + to - from);
  const parts = [...sums].map(([doing, us]) => `${ms(us)} ${wordsOf(doing)}`).join(', ');
  const end =
    call.outcome === 'open' ? 'no answer yet' : `${call.outcome} after ${ms(call.to - call.from)}`;
  return `call ${call.id}: ${end}${parts ? `; ${parts}` : ''}`;
}
