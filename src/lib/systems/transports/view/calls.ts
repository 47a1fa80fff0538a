import { eventReader, Rec, type Micros, type Trace } from '../../../sim';
import type { CallEvents } from '../nodes/caller-kind';
import type { TransportWorld } from '../world';

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
  /** The number of the node that did the work, where an answer said so. */
  readonly by: number | null;
}

type Settled = CallEvents['settled'];
const eventsOf = eventReader<TransportWorld>();

const OUTCOMES = { ok: 'answered', failed: 'failed', unknown: 'unknown' } as const;

/** What a call did, one thing after the other. Clocks that disagree make phases overlap: the later one then gives way. */
function phasesOf(from: Micros, to: Micros, { outcome, sent, span }: Settled): Phase[] {
  if (sent === null) return [{ doing: 'queued', from, to }];
  const steps: [Doing, Micros][] =
    span && outcome !== 'unknown'
      ? [
          ['queued', sent],
          ['under-way', span.arrived],
          ['held-up', span.read],
          ['worked-on', span.written],
          ['under-way', span.back],
          ['held-up', to],
        ]
      : [
          ['queued', sent],
          [outcome === 'ok' ? 'under-way' : 'unknown', to],
        ];
  const phases: Phase[] = [];
  let at = from;
  for (const [doing, wanted] of steps) {
    const until = Math.min(wanted, to);
    if (until > at) phases.push({ doing, from: at, to: until });
    at = Math.max(at, until);
  }
  return phases;
}

/** The calls of a run in the order in which they were made. `end`: the run's end, for those that stayed open. */
export function callsOf(trace: Pick<Trace, 'events'>, end: Micros): CallBar[] {
  const open = new Map<string, number>();
  const calls: CallBar[] = [];
  for (const event of eventsOf(trace, 'called', 'settled')) {
    const { node, at, data } = event;
    const key = `${node} ${data.call}`;
    if (event.name === 'called') {
      open.set(key, calls.length);
      const phases: Phase[] = [{ doing: 'unknown', from: at, to: end }];
      calls.push({
        node,
        id: data.call,
        from: at,
        to: Infinity,
        phases,
        outcome: 'open',
        by: null,
      });
      continue;
    }
    const place = open.get(key);
    if (place === undefined) continue;
    open.delete(key);
    const { from } = calls[place];
    const phases = phasesOf(from, at, event.data);
    const outcome = OUTCOMES[event.data.outcome];
    const by = event.data.span?.by ?? null;
    calls[place] = { node, id: data.call, from, to: at, phases, outcome, by };
  }
  return calls;
}

const WORDS: Record<Doing, string> = {
  queued: 'waiting for a connection',
  'under-way': 'in transit',
  'held-up': 'held back by a lost packet',
  'worked-on': 'served',
  unknown: 'unanswered',
};

export const wordsOf = (doing: Doing): string => WORDS[doing];

const ms = (us: Micros): string => `${Number((us / 1000).toFixed(1))} ms`;

/** One call in a sentence: "call 17: answered after 86 ms; 50 ms in transit, 31 ms held back by a lost packet, 5 ms served". */
export function tellOf(call: CallBar): string {
  const sums = new Map<Doing, Micros>();
  for (const { doing, from, to } of call.phases)
    sums.set(doing, (sums.get(doing) ?? 0) + to - from);
  const parts = [...sums].map(([doing, us]) => `${ms(us)} ${wordsOf(doing)}`).join(', ');
  const end =
    call.outcome === 'open' ? 'no answer yet' : `${call.outcome} after ${ms(call.to - call.from)}`;
  return `call ${call.id}: ${end}${parts ? `; ${parts}` : ''}`;
}

/** A packet that was lost, at the client whose calls or answers it carried. */
export interface LostPacket {
  readonly node: number;
  readonly at: Micros;
}

const CARRIERS = ['request', 'response', 'again'];

/** The lost packets of a run in the order of their loss. `clients`: the nodes that have a lane. */
export function lostPackets(trace: Trace, clients: ReadonlySet<number>): LostPacket[] {
  const carriers = new Set(CARRIERS.map((name) => trace.names.indexOf(name)));
  const lost: LostPacket[] = [];
  trace.kind.forEach((kind, i) => {
    const e = trace.envelope[i];
    if (kind !== Rec.Lost || !carriers.has(trace.type[e])) return;
    const node = clients.has(trace.from[e]) ? trace.from[e] : trace.to[e];
    if (clients.has(node)) lost.push({ node, at: trace.at[i] });
  });
  return lost;
}
