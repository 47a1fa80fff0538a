import { below, exponential, nextUint32, uniform } from '../../../sim';
import type { LooseBehaviour, LooseHandlers, Message, Micros, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { newTree, store, insert } from './block-tree';
import { follow } from './chain';
import { startingCoins } from './coins';
import { onBlock, onHavePayment, onPayment, onWantBlock, onWantPayment } from './gossip';
import { newMempool, pick, sift } from './mempool';
import { nameOf, type Block } from './messages';
import type * as M from './messages';
import { onAgain, onRefused } from './requests';
import { showChain, tipOf } from './standing';
import { greet, hearOf, onHeaders, onHello, onWantHeaders } from './sync';
import type { Disk, FullNode, Memory, NodeOptions } from './options';

export const fullMachine = nodeMachine('full-node', {
  initial: 'starting',
  states: {
    starting: { on: { READY: 'following' }, description: 'reads what is on its disk' },
    following: {
      description:
        'checks every block, follows the longest valid chain, mines on it, tells its peers',
    },
  },
});

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
    mining: -1,
    shown: -1,
    random: null,
  };
}

/** Ids stand for hashes: as good as unique, above all ids of payments, and exact as numbers. */
const newId = (node: FullNode): number =>
  nextUint32(node.volatile.random!.id) * 4096 + below(node.volatile.random!.id, 4096) + 2 ** 30;

/** A block on `parent` with what fits into it. */
export function blockOn(
  node: FullNode,
  parent: M.Header,
  time: Micros,
  txs: readonly M.Tx[],
): Block {
  const id = newId(node);
  return { id, parent: parent.id, height: parent.height + 1, miner: node.index, time, txs };
}

/** The next find is exponential from now, whatever it is on: work on a block leaves nothing behind for the next one. */
export function mineOn(node: FullNode, out: LooseOut): void {
  const { volatile: v, options } = node;
  if (v.mining >= 0) out.cancel(v.mining);
  v.mining = -1;
  if (options.meanGap === 0) return;
  v.mining = out.work(Math.round(exponential(v.random!.mine) * options.meanGap), 'found');
}

export function noteFind(node: FullNode, block: Block, out: LooseOut): void {
  node.durable.found++;
  out.gauge('found', block.id);
  out.gauge('found on', block.parent);
  out.gauge('found holding', block.txs.some((tx) => tx.id === node.options.watched) ? 1 : 0);
  out.note(
    `finds block ${nameOf(block.id)} on ${nameOf(block.parent)}, height ${block.height}, payments: ${block.txs.length}`,
  );
}

function onFound(node: FullNode, out: LooseOut): void {
  const { volatile: v, durable: disk, options } = node;
  v.mining = -1;
  if (options.bug !== 'mempool-only') sift(v.pool, disk.coins);
  const block = blockOn(node, tipOf(node).header, out.clock(), pick(v.pool, options.room));
  noteFind(node, block, out);
  const { txs: _, ...header } = block;
  insert(disk.tree, header, false);
  store(disk.tree, block);
  follow(node, block.id, out);
  mineOn(node, out);
}

export function onMessage(node: FullNode, m: Message, from: number, out: LooseOut): void {
  switch (m.type) {
    case 'have-payment':
      return onHavePayment(node, m as M.TxAnnouncement, from, out);
    case 'want-payment':
      return onWantPayment(node, m as M.TxAnnouncement, from, out);
    case 'payment':
      return onPayment(node, m as M.TxDelivery, from, out);
    case 'have-block':
      return hearOf(node, (m as M.BlockAnnouncement).header, from, out);
    case 'want-block':
      return onWantBlock(node, m as M.BlockRequest, from, out);
    case 'no-block':
      return onRefused(node, (m as M.BlockRequest).id, from, out);
    case 'block':
      return onBlock(node, m as M.BlockDelivery, from, out);
    case 'want-headers':
      return onWantHeaders(node, m as M.HeadersRequest, from, out);
    case 'headers':
      return onHeaders(node, m as M.HeadersDelivery, from, out);
    case 'hello':
      return onHello(node, m as M.Hello, from, out);
  }
}

export function onTimer(node: FullNode, name: string, data: unknown, out: LooseOut): void {
  if (name === 'again') return onAgain(node, data as number, out);
  if (name === 'found') return onFound(node, out);
  const { peers, helloEvery } = node.options;
  greet(node, peers[node.volatile.turn++ % peers.length], out);
  out.after(helloEvery, 'hello');
}

/** Sets the timers. A node that comes back says so to all its peers at once. */
export function begin(node: FullNode, out: LooseOut): void {
  const { volatile: v, options } = node;
  v.random = {
    mine: out.stream(`mining:${node.id}`),
    id: out.stream(`blocks:${node.id}`),
    loss: out.stream(`loss:${node.id}`),
  };
  mineOn(node, out);
  const phase = uniform(out.stream(`hello:${node.id}`));
  out.after(Math.round(phase * options.helloEvery), 'hello');
  if (out.now > 0) for (const peer of options.peers) greet(node, peer, out);
  showChain(node, out);
}

const handlers: LooseHandlers<Memory, Disk, NodeOptions> = { message: onMessage, timer: onTimer };

/**
 * A full node of a ledger without an owner (Nakamoto, Bitcoin: A Peer-to-Peer Electronic Cash System, 2008): gossip of
 * payments and blocks, a tree of blocks, the longest valid chain, and a set of unspent coins that follows from it.
 */
export const fullNode: LooseBehaviour<Memory, Disk, NodeOptions> = {
  kind: 'full-node',
  machine: fullMachine,
  volatile: freshMemory,
  durable: freshDisk,
  start(node, out) {
    begin(node, out);
    out.become('READY');
  },
  reconfigure: mineOn,
  roles: { starting: handlers, following: handlers },
};
