import type { Instant, Message, NodeRef } from '../../../sim';

/** Who a coin or an account belongs to: a purse of the customers (0 …), or one of two. Signatures are not modelled. */
export type Owner = number | 'merchant' | 'attacker';

/** Part of a payment: a new coin for somebody. */
export interface Output {
  readonly to: Owner;
  readonly amount: number;
}

/** A payment: it uses up coins and makes new ones. Output i of payment n is the coin `coinOf(n, i)`. */
export interface Tx {
  readonly id: number;
  readonly spends: readonly number[];
  readonly pays: readonly Output[];
}

/** A block's number stands for its hash, and is as good as unique. */
export interface Header {
  readonly id: number;
  readonly parent: number;
  readonly height: number;
  /** The node that mined it; `null` for the first block. */
  readonly miner: NodeRef | null;
  /** When, for the measure of how fast blocks spread. */
  readonly mined: Instant | null;
}

export interface Block extends Header {
  readonly txs: readonly Tx[];
}

/** Everybody starts from this one. */
export const GENESIS: Block = { id: 0, parent: -1, height: 0, miner: null, mined: null, txs: [] };

/** Ids of payments begin here; below are the coins that were there from the start. */
export const FIRST_TX = 1000;
/** Payments of the attacker: two for each attack, to the merchant and to itself. */
export const FIRST_ATTACK = 500_000;
/** What a block pays to its miner: a coin of its own, never spent here. */
export const REWARD = 50;

export const coinOf = (tx: number, output: number): number => 2 * tx + output;
export const rewardCoin = (block: number): number => -block;

/** Coins that exist from the start. */
export interface Endowment {
  /** Coin i belongs to purse i; the attacker's coins have the numbers after them. */
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

/** Gossip about blocks: I follow this one; send it; here it is; I do not have it. */
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

/** A node that hears of a block without knowing its parent asks for the chain in between; `known` are blocks it has. */
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

/** From a node to the wallets that trust it: the last blocks of its chain, latest last; and payments not yet in a block. */
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
interface Paid extends Message {
  readonly type: 'paid';
  readonly ref: number;
}
interface Declined extends Message {
  readonly type: 'declined';
  readonly ref: number;
}
export type BankAnswer = Paid | Declined;

/** What full nodes say to each other. */
export type PeerMessage =
  | TxAnnouncement
  | TxDelivery
  | BlockAnnouncement
  | BlockRequest
  | BlockDelivery
  | HeadersRequest
  | HeadersDelivery
  | Hello;
/** What a wallet hears from its node. */
export type WalletMessage = ChainView | Sighting;
