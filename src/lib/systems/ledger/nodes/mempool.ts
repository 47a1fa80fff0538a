import { isCovered, type Coins } from './coins';
import type { Block, Tx } from './messages';

/** Payments that wait for a block. In memory only: a crash forgets them. */
export interface Mempool {
  readonly txs: Map<number, Tx>;
  /** Which payment in it spends a coin. */
  readonly spender: Map<number, number>;
}

export const newMempool = (): Mempool => ({ txs: new Map(), spender: new Map() });

/**
 * Takes a payment in, unless one that spends the same coin came first or the coin is not there.
 * @param careless a planted bug: coins are compared with those of waiting payments alone
 */
export function admit(pool: Mempool, coins: Coins, tx: Tx, careless = false): boolean {
  if (pool.txs.has(tx.id) || tx.spends.some((c) => pool.spender.has(c))) return false;
  if (!careless && !isCovered(coins, tx)) return false;
  pool.txs.set(tx.id, tx);
  for (const coin of tx.spends) pool.spender.set(coin, tx.id);
  return true;
}

export function remove(pool: Mempool, tx: Tx): void {
  if (!pool.txs.delete(tx.id)) return;
  for (const coin of tx.spends) pool.spender.delete(coin);
}

/** A block has come into the chain: its payments wait no more, and neither do those that spend the same coins. */
export function clear(pool: Mempool, block: Block): void {
  for (const tx of block.txs) {
    remove(pool, tx);
    for (const coin of tx.spends) {
      const rival = pool.txs.get(pool.spender.get(coin) ?? -1);
      if (rival) remove(pool, rival);
    }
  }
}

/** Throws out what is not covered any more, after blocks have been taken back. */
export function sift(pool: Mempool, coins: Coins): void {
  for (const tx of [...pool.txs.values()]) if (!isCovered(coins, tx)) remove(pool, tx);
}

/** What goes into the next block: as many as fit, in the order in which they came. */
export function pick(pool: Mempool, most: number): Tx[] {
  const picked: Tx[] = [];
  for (const tx of pool.txs.values()) {
    if (picked.length === most) break;
    picked.push(tx);
  }
  return picked;
}
