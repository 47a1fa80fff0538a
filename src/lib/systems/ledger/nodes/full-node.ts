import { below, counted, exponential, nextUint32, uniform } from '../../../sim';
import type { Behaviour, Handlers } from '../../../sim';
import { byType } from '../../../nodes/by-type';
import { oneRole } from '../../../nodes/machine';
import { newTree, store, insert } from './block-tree';
import { follow } from './chain';
import { startingCoins } from './coins';
import { onBlock, onHavePayment, onPayment, onWantBlock, onWantPayment } from './gossip';
import { newMempool, pick, sift } from './mempool';
import { nameOf, type Block, type Header, type PeerMessage, type Tx } from './messages';
import { onAgain, onRefused } from './requests';
import { showChain, tipOf } from './standing';
import { greet, hearOf, onHeaders, onHello, onWantHeaders } from './sync';
import type { Disk, FullNode, Memory, NodeOptions, PeerKind, PeerOut } from './options';

const machine = oneRole('full-node', {
  following: 'checks every block, follows the longest valid chain, mines on it, tells its peers',
});

interface FullKind extends PeerKind {
  machine: typeof machine;
}

export function freshDisk({ options }: { options: NodeOptions }): Disk {
  return {
    tree: newTree(),
    tip: 0,
    coins: startingCoins(options.endowment),
    undo: new Map(),
    watchedIn: -1,
    pruned: 0,
    found: 0,
    reorgs: 0,
    last: 0,
    deepest: 0,
    undone: 0,
    refused: 0,
    rebuilt: 0,
  };
}

export function freshMemory(): Memory {
  return {
    pool: newMempool(),
    heard: new Map(),
    wanted: new Map(),
    turn: 0,
    mining: null,
    shown: null,
    shownDepth: 0,
    random: null,
  };
}

/** Ids stand for hashes: as good as unique, above all ids of payments, and exact as numbers. */
const newId = (node: FullNode): number =>
  nextUint32(node.volatile.random!.id) * 4096 + below(node.volatile.random!.id, 4096) + 2 ** 30;

/** Counts a new block on `parent` and writes it down. */
export function mine(node: FullNode, parent: Header, txs: readonly Tx[], out: PeerOut): Block {
  const id = newId(node);
  const height = parent.height + 1;
  const block = { id, parent: parent.id, height, miner: node.index, mined: out.instant(), txs };
  node.volatile.mining = null;
  node.durable.found++;
  const holds = txs.some((tx) => tx.id === node.options.watched);
  out.event('mined', { id, parent: parent.id, height, holds });
  out.note(
    `mines block ${nameOf(id)} on ${nameOf(parent.id)} at height ${height}, with ${counted(txs.length, 'payment')}`,
  );
  return block;
}

/** The next block is exponential from now, whatever it is on: work on one block leaves nothing behind for the next. */
export function mineOn(node: FullNode, out: PeerOut): void {
  const { volatile: v, options } = node;
  stopMining(node, out);
  if (options.meanGap === 0) return;
  v.mining = out.work(Math.round(exponential(v.random!.mine) * options.meanGap), 'mined');
}

export function stopMining({ volatile: v }: FullNode, out: PeerOut): void {
  if (v.mining !== null) out.cancel(v.mining);
  v.mining = null;
}

/** Its own block: stores it and follows it, if that makes the longest chain. */
export function keep(node: FullNode, block: Block): void {
  const { tree } = node.durable;
  const { txs: _, ...header } = block;
  insert(tree, header, false);
  store(tree, block);
}

function onMined(node: FullNode, out: PeerOut): void {
  const { volatile: v, durable: disk, options } = node;
  if (options.bug !== 'mempool-only') sift(v.pool, disk.coins);
  const block = mine(node, tipOf(node).header, pick(v.pool, options.room), out);
  keep(node, block);
  follow(node, block.id, out);
  mineOn(node, out);
}

export const onMessage = byType<FullNode, PeerMessage, PeerOut>({
  'have-payment': onHavePayment,
  'want-payment': onWantPayment,
  payment: onPayment,
  'have-block': (node, { header }, from, out) => hearOf(node, header, from, out),
  'want-block': onWantBlock,
  'no-block': (node, { id }, from, out) => onRefused(node, id, from, out),
  block: onBlock,
  'want-headers': onWantHeaders,
  headers: onHeaders,
  hello: onHello,
});

/** A keep-alive to the next peer. */
export function onHelloDue(node: FullNode, out: PeerOut): void {
  const { peers, helloEvery } = node.options;
  greet(node, peers[node.volatile.turn++ % peers.length], out);
  out.after(helloEvery, 'hello');
}

/** Sets the timers. A node that restarts greets all its peers at once. */
export function begin(node: FullNode, out: PeerOut, again: boolean): void {
  const { volatile: v, options } = node;
  v.random = {
    mine: out.stream(`mining:${node.id}`),
    id: out.stream(`blocks:${node.id}`),
    loss: out.stream(`loss:${node.id}`),
  };
  mineOn(node, out);
  const phase = uniform(out.stream(`hello:${node.id}`));
  out.after(Math.round(phase * options.helloEvery), 'hello');
  if (again) for (const peer of options.peers) greet(node, peer, out);
  showChain(node, out);
}

const following: Handlers<FullKind> = {
  message: onMessage,
  timer(node, name, data, out) {
    if (name === 'again') onAgain(node, data, out);
    else if (name === 'mined') onMined(node, out);
    else onHelloDue(node, out);
  },
};

/**
 * A full node of a ledger without an owner (Nakamoto, Bitcoin: A Peer-to-Peer Electronic Cash System, 2008): gossip of
 * payments and blocks, a tree of blocks, the longest valid chain, and the set of unspent coins that it leads to.
 */
export const fullNode: Behaviour<FullKind> = {
  kind: 'full-node',
  machine,
  volatile: freshMemory,
  durable: freshDisk,
  start: begin,
  reconfigure: mineOn,
  roles: { following },
};
