import type { Micros, NodeState, Stream, TimerId } from '../../../sim';
import type { BlockTree } from './block-tree';
import type { Coins, Undo } from './coins';
import type { Mempool } from './mempool';
import type { Endowment } from './messages';

/** Planted wrong designs. */
export type LedgerBug = 'none' | 'orphans' | 'mempool-only' | 'first-forever' | 'no-undo';

/** Systems with these nodes declare these probes first, in this order. */
export const NODE_PROBES = { reorg: 0, spread: 1 } as const;

export interface NodeOptions {
  /** Nodes that it exchanges payments and blocks with; at most 30. */
  readonly peers: readonly number[];
  /** Those of them that keep headers only, as they have said when they connected: they are asked for nothing. */
  readonly light: readonly number[];
  /** Wallets that trust it to tell them what is in the chain. */
  readonly wallets: readonly number[];
  /** Mean time in which this node alone finds a block, µs; 0: it does not mine. */
  readonly meanGap: Micros;
  /** It throws blocks away that are more than so many below its tip; 0: it keeps all. */
  readonly keep: number;
  /** Payments that fit into a block. */
  readonly room: number;
  /** Asks somebody else when what it wanted has not come after this long, µs. */
  readonly patience: Micros;
  /** Time between two keep-alives, each to the next of its peers, µs. */
  readonly helloEvery: Micros;
  /** Share of announcements of payments that never leave, 0 … 1. */
  readonly txLoss: number;
  readonly endowment: Endowment;
  /** The payment that the pictures follow. */
  readonly watched: number;
  readonly bug: LedgerBug;
}

/** Survives a crash: blocks, and what follows from those of the chain. */
export interface Disk {
  tree: BlockTree;
  /** The block that it follows. */
  tip: number;
  coins: Coins;
  /** How to take back each block of the chain, as far as that is kept. */
  undo: Map<number, Undo>;
  /** The block of the chain that holds the watched payment; −1: none. */
  watchedIn: number;
  /** Below this height blocks have been thrown away. */
  pruned: number;
  found: number;
  reorgs: number;
  /** Blocks taken back in the last reorganisation, and in the deepest one. */
  last: number;
  deepest: number;
  /** Payments that were in a block of its chain and then were not. */
  undone: number;
  /** Blocks that spend what is not there. */
  refused: number;
  /** Times that it had to fetch and apply everything again, because a reorganisation went below what it keeps. */
  rebuilt: number;
}

/** Something asked for and not here yet. */
export interface Want {
  readonly what: 'want-block' | 'want-payment';
  /** Place among the peers of the one who was asked. */
  asked: number;
  timer: TimerId;
}

export interface Memory {
  pool: Mempool;
  /** Who said that he has it: a bit for each peer, by payment or block. */
  heard: Map<number, number>;
  wanted: Map<number, Want>;
  /** Whose turn it is to be greeted, or asked when nobody is known to have something. */
  turn: number;
  /** The timer of the next find; −1: none. */
  mining: TimerId;
  /** What the pictures were told last of the watched payment. */
  shown: number;
  random: { mine: Stream; id: Stream; loss: Stream } | null;
}

export type FullNode = NodeState<Memory, Disk, NodeOptions>;

/** What a node has of the watched payment, as its gauge `copy` says it. */
export const Copy = { None: 0, Waiting: 1, InChain: 2, ThrownAway: 3 } as const;
