import { exponential, openStream, uniform, type Stream } from '../../sim';

/**
 * Calls over one connection that loses packets, computed without a network: no connection, acknowledgement or timer of
 * the system's own has a part in it. For the figures that the system is held to.
 */
export interface Blocking {
  readonly calls: number;
  readonly ratePerSecond: number;
  /** Chance that a packet is lost, 0 … 1. */
  readonly loss: number;
  readonly rttMs: number;
  readonly workMs: number;
  /**
   * Where later packets wait for a lost one: on the way there alone, or both ways; and whether answers that are ready at
   * the same moment share packets, as bytes of one stream do.
   */
  readonly ways: 'there' | 'both, apart' | 'both, shared';
}

/** What a packet of TCP and TLS carries, and an answer of 300 bytes with its frames. */
const PACKET_BYTES = 1438;
const ANSWER_BYTES = 340;
/** After a round trip and the finest tick of a loss timer a packet is sent again (RFC 9002 §6.2.1). */
const TICK_MS = 1;

/** When items that are ready at these times, in order, can be read at the other end: each after all before it. */
function transit(ready: readonly number[], bytes: number, b: Blocking, random: Stream): number[] {
  const read: number[] = [];
  let inOrder = 0;
  for (let i = 0, room = 0; i < ready.length; i++) {
    if (i === 0 || ready[i] !== ready[i - 1]) room = 0;
    for (let left = bytes; left > 0;) {
      if (room === 0) {
        let arrives = ready[i] + b.rttMs / 2;
        while (uniform(random) < b.loss) arrives += b.rttMs + TICK_MS;
        inOrder = Math.max(inOrder, arrives);
        room = PACKET_BYTES;
      }
      const size = Math.min(left, room);
      left -= size;
      room -= size;
    }
    read.push(inOrder);
  }
  return read;
}

/** The time that each of the calls takes, ms, ascending. */
export function callTimes(b: Blocking, seed: number): number[] {
  const random = openStream(seed, 'blocking');
  const made: number[] = [];
  for (let at = 0; made.length < b.calls; made.push(at))
    at += (exponential(random) * 1000) / b.ratePerSecond;
  const answered = transit(made, PACKET_BYTES, b, random).map((at) => at + b.workMs);
  const there = () => answered.map((at) => at + b.rttMs / 2);
  const back = () => {
    const bytes = b.ways === 'both, shared' ? ANSWER_BYTES : PACKET_BYTES;
    return transit(answered, bytes, b, random);
  };
  const over = b.ways === 'there' ? there() : back();
  return over.map((at, i) => at - made[i]).sort((x, y) => x - y);
}

/** The time within which a share `q` (0 … 1) of the calls is over, ms. */
export const quantile = (ascending: readonly number[], q: number): number =>
  ascending[Math.floor(q * ascending.length)];
