import type { Micros, NodeRefs, NodeState, Out, Stream, TimerId } from '../../../sim';
import type { BlockTree } from './block-tree';
import type { Coins, Undo } from './coins';
import type { Mempool } from './mempool';
import type { Endowment, PeerMessage, WalletMessage } from './messages';

/** Planted wrong designs. */
export type LedgerBug = 'none' | 'orphans' | 'mempool-only' | 'first-forever' | 'no-undo';

export interface NodeOptions {
  /** Nodes that it exchanges payments and blocks with; at most 30. */
  readonly peers: NodeRefs;
  /** Those of them that keep headers only, as they said when they connected: they are asked for nothing. */
  readonly light: NodeRefs;
  /** Wallets that trust it to tell them what is in the chain. */
  readonly wallets: NodeRefs;
  /** Mean time in which this node alone mines a block, µs; 0: it does not mine. */
  readonly meanGap: Micros;
  /** It prunes blocks that are more than this far below its tip; 0: it keeps all. */
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
  /** It tells the stage the height of its chain; an attacker tells its lead instead. */
  readonly tellsHeight: boolean;
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
  /** Up to this height blocks have been pruned. */
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
  /** How often a peer has answered that it does not have it. */
  refusals: number;
  timer: TimerId;
}

export interface Memory {
  pool: Mempool;
  /** Which peers said that they have it: a bit for each, by payment or block. */
  heard: Map<number, number>;
  wanted: Map<number, Want>;
  /** Whose turn it is to be greeted, or asked when nobody is known to have something. */
  turn: number;
  /** The timer of the next block; `null`: none. */
  mining: TimerId | null;
  /** What the pictures were told last of the watched payment. */
  shown: Copy | null;
  shownDepth: number;
  random: { mine: Stream; id: Stream; loss: Stream } | null;
}

/** What a node has of the watched payment: nothing, a copy in its mempool, one in its chain, or one that it pruned. */
export const COPIES = ['none', 'waiting', 'in-chain', 'pruned'] as const;
export type Copy = (typeof COPIES)[number];

/** What a node writes down for the view of blocks; blocks by their ids. */
export interface ChainEvents {
  mined: {
    readonly id: number;
    readonly parent: number;
    readonly height: number;
    readonly holds: boolean;
  };
  /** It has a new tip. */
  follows: { readonly id: number };
  copy: { readonly copy: Copy };
}

/** All that a full node and the attacker, who is one too, have in common. */
export interface PeerKind {
  volatile: Memory;
  durable: Disk;
  options: NodeOptions;
  takes: PeerMessage;
  sends: PeerMessage | WalletMessage;
  timers: { again: number; mined: undefined; hello: undefined };
  events: ChainEvents;
  gauges: 'height' | 'mempool' | 'confirmations' | 'pruned';
  probes: 'reorg' | 'spread';
}
export type FullNode = NodeState<Memory, Disk, NodeOptions>;
export type PeerOut = Out<PeerKind>;
