import type { Memory } from './options';

/** No lease so far. */
const NEVER = -1;

/** What a primary keeps in mind at the beginning of its epoch. */
export function freshMemory(copies: number, monitors: number): Memory {
  const each = (value: number): number[] => new Array<number>(copies).fill(value);
  return {
    held: each(0),
    sent: each(0),
    open: each(0),
    silent: each(0),
    again: each(-1),
    leases: new Array<number>(monitors).fill(NEVER),
    waiting: [],
    batching: false,
    lags: each(0),
    lagUntil: 0,
    wander: null,
  };
}
