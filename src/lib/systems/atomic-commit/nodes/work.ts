import type { Micros, NodeRefs } from '../../../sim';
import type { Nature } from '../../../nodes/service/messages';
import type { WorkOp } from './messages';
import type { OutageOptions } from './outage';

/** What a sign-up has to write. */
export interface WorkOptions {
  /** A table for each participant: users, wallets, and what else a sign-up makes. */
  readonly tables: readonly string[];
  /** Share (0 … 1) of sign-ups whose wallet also writes one row that others write too. */
  readonly hot: number;
}

/** What whoever decides about transactions is told, alone or as one of several. */
export interface DecidingOptions {
  readonly work: WorkOptions;
  /** In the order of their places. */
  readonly participants: NodeRefs;
  /** Time that it takes to force a record to disk, µs. */
  readonly fsync: Micros;
  /** Asks a silent participant again after so long, µs, and gives up after so many tries. */
  readonly patience: Micros;
  readonly tries: number;
  readonly outage: OutageOptions;
  /** Nodes on the same machine: messages to them are not counted. */
  readonly here: NodeRefs;
}

/** The same users are hot in every run: Knuth's multiplicative hash spreads them evenly. */
export const isHot = (user: number, share: number): boolean =>
  Math.imul(user, 0x9e3779b1) >>> 0 < share * 2 ** 32;

/** The row that many write: a campaign's budget, say. */
export const HOT_ROW: WorkOp = {
  do: 'put',
  table: 'campaign',
  key: 0,
  owner: 0,
  state: 'running',
  body: 'fine',
};

/** The row of a user at participant number `place`; under another key and in another state where these are given. */
export function rowFor(
  { tables }: WorkOptions,
  place: number,
  user: number,
  nature: Nature,
  { key = user, state }: { key?: number; state?: string } = {},
): WorkOp {
  const table = tables[place];
  const usual = table === 'wallets' ? 'open' : 'active';
  return { do: 'insert', table, key, owner: user, state: state ?? usual, body: nature };
}

/** The writes of participant number `place`. */
export function opsFor(
  work: WorkOptions,
  place: number,
  user: number,
  nature: Nature,
  special?: { key: number },
): WorkOp[] {
  const row = rowFor(work, place, user, nature, special);
  return work.tables[place] === 'wallets' && isHot(user, work.hot) ? [row, HOT_ROW] : [row];
}
