import type { Message, Micros } from '../../../sim';

/** Who a coin belongs to: a purse of the customers (0 …), or one of these. Signatures are not modelled. */
export const MERCHANT = -1;
export const ATTACKER = -2;

/** Part of a payment: a new coin for somebody. */
export interface Output {
  readonly to: number;
  readonly amount: number;
}

/** A payment: it uses up coins and makes new ones. Output i of payment n is the coin `coinOf(n, i)`. */
export interface Tx {
  readonly id: number;
  readonly spends: readonly number[];
  readonly pays: readonly Output[];
}

/** What a block hangs on: its number stands for its hash, and is as good as unique. */
export interface Header {
  readonly id: number;
  readonly parent: number;
  readonly height: number;
  /** The node that found it. */
  readonly miner: number;
  /** When, by that node's clock, µs. */
  readonly time: Micros;
}

export interface Block extends Header {
  readonly txs: readonly Tx[];
}

/** Everybody starts from this one. */
export const GENESIS: Block = { id: 0, parent: -1, height: 0, miner: -1, time: 0, txs: [] };

/** Ids of payments begin here; below are the coins that were there from the start. */
export const FIRST_TX = 1000;
/** Payments of the attacker: two for each attack, to the merchant and to itself. */
export const FIRST_ATTACK = 500_000;
/** What a block pays to whoever found it: a coin of its own, never spent here. */
export const REWARD = 50;

export const coinOf = (tx: number, output: number): number => 2 * tx + output;
export const rewardCoin = (block: number): number => -block;

/** Coins that are there from the start, by owner. */
export interface Endowment {
  /** Coin i belongs to purse i; the attacker's come after them. */
  readonly purses: number;
  readonly attacks: number;
  readonly amount: number;
}

/** "3fa2": the beginning of a hash, for people. */
export const nameOf = (block: number): string =>
  block === 0 ? 'genesis' : block.toString(16).padStart(11, '0').slice(0, 4);

/** Gossip about payments: I have it; send it; here it is. */
export interface TxAnnouncement extends Message {
  readonly type: 'have-payment' | 'want-payment';
  readonly id: number;
}
export interface TxDelivery extends Message {
  readonly type: 'payment';
  readonly tx: Tx;
}

/** Gossip about blocks: I follow this one; send it; here it is; I keep it no more. */
export interface BlockAnnouncement extends Message {
  readonly type: 'have-block';
  readonly header: Header;
}
export interface BlockRequest extends Message {
  readonly type: 'want-block' | 'no-block';
  readonly id: number;
}
export interface BlockDelivery extends Message {
  readonly type: 'block';
  readonly block: Block;
}

/** Whoever hears of a block without knowing its parent asks for the chain between; the ids are of blocks it knows. */
export interface HeadersRequest extends Message {
  readonly type: 'want-headers';
  readonly known: readonly number[];
}
export interface HeadersDelivery extends Message {
  readonly type: 'headers';
  readonly headers: readonly Header[];
}

/** Keep-alive between peers, with the block that the sender follows. */
export interface Hello extends Message {
  readonly type: 'hello';
  readonly tip: Header;
}

/** From a node to the wallets that trust it: the last blocks of its chain, latest last; and payments not yet in one. */
export interface ChainView extends Message {
  readonly type: 'view';
  readonly blocks: readonly Block[];
}
export interface Sighting extends Message {
  readonly type: 'seen';
  readonly tx: Tx;
}

/** To the bank, and its answers. `ref` is chosen by whoever pays, so that asking twice pays once. */
export interface BankOrder extends Message {
  readonly type: 'order';
  readonly ref: number;
  readonly account: number;
  readonly amount: number;
}
export interface BankAnswer extends Message {
  readonly type: 'paid' | 'declined';
  readonly ref: number;
}
