import type { Micros } from '../../../sim';
import type { Nature } from '../../../nodes/service/messages';
import type { Op } from '../../../nodes/service/transactions';

/** What a sign-up has to write, and where a transaction manager dies on purpose. */
export interface WorkOptions {
  /** A table for each participant: users, wallets, and what else a sign-up makes. */
  readonly tables: readonly string[];
  /** Share (0 … 1) of sign-ups whose wallet also writes one row that others write too. */
  readonly hot: number;
}

/** The same users are hot in every run: Knuth's multiplicative hash spreads them evenly. */
export const isHot = (user: number, share: number): boolean =>
  Math.imul(user, 0x9e3779b1) >>> 0 < share * 2 ** 32;

/** The writes of participant number `place`. */
export function opsFor(
  { tables, hot }: WorkOptions,
  place: number,
  user: number,
  nature: Nature,
): Op[] {
  const table = tables[place];
  const state = table === 'wallets' ? 'open' : 'active';
  const insert: Op = { do: 'insert', table, key: user, owner: user, state, body: nature };
  if (table !== 'wallets' || !isHot(user, hot)) return [insert];
  return [insert, { do: 'put', table: 'campaign', key: 0, owner: 0, state: 'running', body: null }];
}

/** A death at a chosen point of the protocol: the first transaction that gets there after a time. */
export interface OutageOptions {
  readonly point: 'never' | 'before-votes' | 'after-votes' | 'after-decision';
  readonly after: Micros;
  readonly length: Micros;
}
