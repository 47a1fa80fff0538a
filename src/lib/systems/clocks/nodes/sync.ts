import type { Instant, Micros } from '../../../sim';

/** One exchange with the time server, by the asker's clock and by the server's, µs. */
export interface Exchange {
  /** T1 and T4. T1 is counted back from T4, so that a clock that stepped meanwhile does no harm. */
  readonly asked: Micros;
  readonly answered: Micros;
  /** T2 and T3. */
  readonly received: Micros;
  readonly sent: Micros;
}

/** What to add to the clock, and the most by which that may be wrong if no clock drifts, µs. */
export interface Estimate {
  readonly offset: Micros;
  readonly bound: Micros;
}

/** Cristian 1989: the answer took half of the round trip, give or take what exceeds the least possible delay. */
export function cristian({ asked, answered, sent }: Exchange, least: Micros): Estimate {
  const half = (answered - asked) / 2;
  return { offset: Math.round(sent + half - answered), bound: half - least };
}

/** NTP (RFC 5905): the server's own time does not count, and both ways are taken to be equally long. */
export function ntp({ asked, answered, received, sent }: Exchange): Estimate {
  const delay = answered - asked - (sent - received);
  return { offset: Math.round((received - asked + (sent - answered)) / 2), bound: delay / 2 };
}

/** What became of the last exchange, for whoever judges it. */
export interface Synced {
  readonly count: number;
  readonly at: Instant;
  /** The clock after its correction. */
  readonly reads: Micros;
  readonly bound: Micros;
  /** How long the exchange took: a clock drifts meanwhile. */
  readonly took: Micros;
}
