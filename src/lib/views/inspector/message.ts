import { Fate, Rec, upperBound, type Micros, type Trace } from '../../sim';

/** What a trace says of one message. */
export interface MessageFacts {
  readonly type: string;
  /** Node numbers. */
  readonly from: number;
  readonly to: number;
  readonly sent: Micros;
  /** When it arrived or was lost; Infinity where the run ended before. */
  readonly ended: Micros;
  readonly fate: (typeof Fate)[keyof typeof Fate];
  /** Why it was lost; "" else. */
  readonly why: string;
  /** The message that it is a duplicate of; −1: none. */
  readonly duplicateOf: number;
  /** Records: of its sending, its end (−1: none), what led to its sending (−1: the beginning). */
  readonly sending: number;
  readonly ending: number;
  readonly cause: number;
  /** Records of what came of its delivery, the first ones; `more` are left out. */
  readonly results: readonly number[];
  readonly more: number;
}

/** More than this are counted. */
const MOST = 10;

/** The record of a kind that a message has at a time; −1: none. */
function recordAt(trace: Trace, at: Micros, kind: number, envelope: number): number {
  for (let i = upperBound(trace.at, at) - 1; i >= 0 && trace.at[i] === at; i--)
    if (trace.kind[i] === kind && trace.envelope[i] === envelope) return i;
  return -1;
}

/** Throws nothing: `undefined` for a message that the trace does not have. */
export function messageFacts(trace: Trace, envelope: number): MessageFacts | undefined {
  if (!(envelope >= 0 && envelope < trace.sent.length)) return undefined;
  const fate = trace.fate[envelope] as MessageFacts['fate'];
  const [sent, ended] = [trace.sent[envelope], trace.ended[envelope]];
  const sending = recordAt(trace, sent, Rec.Send, envelope);
  const kind = fate === Fate.Delivered ? Rec.Deliver : Rec.Lost;
  const ending = fate === Fate.InFlight ? -1 : recordAt(trace, ended, kind, envelope);
  const results = fate === Fate.Delivered ? resultsOf(trace, ending) : [];
  return {
    type: trace.names[trace.type[envelope]],
    from: trace.from[envelope],
    to: trace.to[envelope],
    sent,
    ended,
    fate,
    why: fate === Fate.Lost && ending >= 0 ? trace.names[trace.name[ending]] : '',
    duplicateOf: trace.duplicateOf[envelope],
    sending,
    ending,
    cause: sending < 0 ? -1 : trace.cause[sending],
    results: results.slice(0, MOST),
    more: Math.max(0, results.length - MOST),
  };
}

/**
 * What the receiver did at once, and the timers that it set then and that have fired. A mode change takes over as the
 * cause of what follows it in the same event.
 */
function resultsOf(trace: Trace, delivery: number): number[] {
  const results: number[] = [];
  if (delivery < 0) return results;
  const causes = new Set([delivery]);
  for (let i = delivery + 1; i < trace.kind.length; i++) {
    if (!causes.has(trace.cause[i])) continue;
    results.push(i);
    if (trace.kind[i] === Rec.Mode) causes.add(i);
  }
  return results;
}
