/**
 * The last answers to one client, so that a request that comes twice is answered twice and done once. Kept by the low
 * bits of its number. Of a request that is too old to be in here, nothing is known any more.
 */
export interface Answered {
  readonly seq: Int32Array;
  readonly value: Float64Array;
  readonly version: Int32Array;
  readonly declined: Uint8Array;
}

/** How many answers are kept for a client: more than it can have requests under way. */
export const KEPT = 512;

export function noAnswers(): Answered {
  return {
    seq: new Int32Array(KEPT).fill(-1),
    value: new Float64Array(KEPT),
    version: new Int32Array(KEPT),
    declined: new Uint8Array(KEPT),
  };
}

/** The place of request `seq`; −1: new; −2: older than what is kept. */
export function placeOf(a: Answered, seq: number): number {
  const place = seq & (KEPT - 1);
  const there = a.seq[place];
  return there === seq ? place : there > seq ? -2 : -1;
}

export function remember(
  a: Answered,
  seq: number,
  value: number,
  version: number,
  declined: boolean,
): void {
  const place = seq & (KEPT - 1);
  a.seq[place] = seq;
  a.value[place] = value;
  a.version[place] = version;
  a.declined[place] = declined ? 1 : 0;
}

export const answersCopied = ({ seq, value, version, declined }: Answered): Answered => ({
  seq: seq.slice(),
  value: value.slice(),
  version: version.slice(),
  declined: declined.slice(),
});
