import { coinOf, rewardCoin, REWARD, type Block, type Endowment, type Tx } from './messages';

/** The coins that are not spent yet (the UTXO set), with their amounts, and a sum over them to compare sets by. */
export interface Coins {
  readonly unspent: Map<number, number>;
  /** Grows and shrinks with each coin: two equal sets have equal sums, whatever order they came about in. */
  sum: number;
  total: number;
}

/** What a block used up: enough to take it back. */
export type Undo = readonly (readonly [coin: number, amount: number])[];

/** Mixed, so that sums of different sets differ; kept below 2^31, so that a sum of many stays exact. */
function weight(coin: number): number {
  const low = (coin | 0) ^ (Math.floor(coin / 2 ** 32) | 0);
  const h = Math.imul(low ^ (low >>> 15), 0x2c1b3c6d);
  return (Math.imul(h ^ (h >>> 12), 0x297a2d39) ^ (h >>> 9)) >>> 1;
}

export function startingCoins({ purses, attacks, amount }: Endowment): Coins {
  const coins: Coins = { unspent: new Map(), sum: 0, total: 0 };
  for (let coin = 0; coin < purses + attacks; coin++) add(coins, coin, amount);
  return coins;
}

function add(coins: Coins, coin: number, amount: number): void {
  coins.unspent.set(coin, amount);
  coins.sum += weight(coin);
  coins.total += amount;
}

function take(coins: Coins, coin: number): number {
  const amount = coins.unspent.get(coin);
  if (amount === undefined) return 0;
  coins.unspent.delete(coin);
  coins.sum -= weight(coin);
  coins.total -= amount;
  return amount;
}

/** Whether all that a payment spends is there, and it makes no money. */
export function isCovered({ unspent }: Coins, tx: Tx): boolean {
  let paid = 0;
  for (const coin of tx.spends) {
    const amount = unspent.get(coin);
    if (amount === undefined) return false;
    paid += amount;
  }
  for (const { amount } of tx.pays) paid -= amount;
  return paid >= 0;
}

/**
 * Applies a block. `null`, with nothing changed, when it spends what is not there.
 * @param trusting a planted bug: spends are not looked at
 */
export function connect(coins: Coins, block: Block, trusting = false): Undo | null {
  const undo: [number, number][] = [];
  const done: Tx[] = [];
  for (const tx of block.txs) {
    if (!trusting && !isCovered(coins, tx)) {
      for (const earlier of done.reverse()) takeOutputs(coins, earlier);
      for (const [coin, amount] of undo) add(coins, coin, amount);
      return null;
    }
    for (const coin of tx.spends) {
      const amount = take(coins, coin);
      if (amount > 0) undo.push([coin, amount]);
    }
    tx.pays.forEach(({ amount }, i) => add(coins, coinOf(tx.id, i), amount));
    done.push(tx);
  }
  if (block.height > 0) add(coins, rewardCoin(block.id), REWARD);
  return undo;
}

/** Takes a block back: what it made is gone, what it spent is there again. */
export function disconnect(coins: Coins, block: Block, undo: Undo): void {
  take(coins, rewardCoin(block.id));
  for (let i = block.txs.length - 1; i >= 0; i--) takeOutputs(coins, block.txs[i]);
  for (const [coin, amount] of undo) add(coins, coin, amount);
}

function takeOutputs(coins: Coins, tx: Tx): void {
  tx.pays.forEach((_, i) => take(coins, coinOf(tx.id, i)));
}
