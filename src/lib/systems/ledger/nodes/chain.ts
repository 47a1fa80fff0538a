import { counted } from '../../../sim';
import { ancestorAt, fork, reject, store } from './block-tree';
import { connect, disconnect, startingCoins } from './coins';
import { announceBlock } from './requests';
import { admit, clear, sift } from './mempool';
import { GENESIS, nameOf, type Block } from './messages';
import type { FullNode, PeerOut } from './options';
import { entryOf, showChain, tipOf } from './standing';

/**
 * A block has arrived. Stores it and follows the longest chain that is complete now; of equally long ones it stays with
 * its own (Nakamoto 2008, section 5). The caller asks for missing blocks afterwards.
 */
export function take(node: FullNode, block: Block, out: PeerOut): void {
  const ready = store(node.durable.tree, block);
  const byHeight = ready.sort((a, b) => b.header.height - a.header.height);
  for (const { header, invalid } of byHeight) {
    if (invalid || header.height <= tipOf(node).header.height) continue;
    if (follow(node, header.id, out)) break;
  }
}

/**
 * Makes `target` the tip: disconnects the blocks that are not on its chain and connects those that are. False, with
 * everything as it was, when one of them spends a coin that is not there.
 */
export function follow(node: FullNode, target: number, out: PeerOut): boolean {
  const { durable: disk, options } = node;
  const { back, forth } = fork(disk.tree, disk.tip, target);
  if (back.length > 0 && options.bug === 'first-forever') return false;
  const isHere = (id: number): boolean => entryOf(node, id).block !== null;
  if (back.some((id) => !disk.undo.has(id)) || !forth.every(isHere)) {
    rebuild(node, target, out);
    return false;
  }
  for (const id of back) undoBlock(node, id);
  const ascending = forth.reverse();
  for (let i = 0; i < ascending.length; i++) {
    if (applyBlock(node, ascending[i])) continue;
    for (const id of ascending.slice(0, i).reverse()) undoBlock(node, id);
    for (const id of back.reverse()) applyBlock(node, id);
    reject(disk.tree, ascending[i]);
    disk.refused++;
    out.note(`rejects block ${nameOf(ascending[i])}: it spends a coin that is not there`);
    return false;
  }
  disk.tip = target;
  settle(node, back, ascending, out);
  return true;
}

function applyBlock(node: FullNode, id: number): boolean {
  const { durable: disk, options } = node;
  const block = entryOf(node, id).block!;
  const undo = connect(disk.coins, block, options.bug === 'mempool-only');
  if (!undo) return false;
  disk.undo.set(id, undo);
  if (block.txs.some((tx) => tx.id === options.watched)) disk.watchedIn = id;
  return true;
}

function undoBlock(node: FullNode, id: number): void {
  const { durable: disk, options } = node;
  const spent = options.bug === 'no-undo' ? [] : disk.undo.get(id)!;
  disconnect(disk.coins, entryOf(node, id).block!, spent);
  disk.undo.delete(id);
  if (disk.watchedIn === id) disk.watchedIn = -1;
}

/** After a change of tip: updates the mempool, prunes, and tells the peers. */
function settle(node: FullNode, back: number[], forth: number[], out: PeerOut): void {
  const { durable: disk, volatile: v, options } = node;
  for (const id of forth) clear(v.pool, entryOf(node, id).block!);
  const { miner, mined } = tipOf(node).header;
  // The time in which this node worked on an old block. Blocks of another branch have been known of for long.
  if (back.length === 0 && forth.length === 1 && miner !== node.index && mined)
    out.observeSince('spread', mined);
  if (back.length > 0) {
    const txs = back.flatMap((id) => entryOf(node, id).block!.txs);
    const careless = options.bug === 'mempool-only';
    if (!careless) sift(v.pool, disk.coins);
    for (const tx of txs) admit(v.pool, disk.coins, tx, careless);
    const kept = new Set(forth.flatMap((id) => entryOf(node, id).block!.txs.map((tx) => tx.id)));
    disk.undone += txs.filter((tx) => !kept.has(tx.id)).length;
    disk.reorgs++;
    disk.last = back.length;
    disk.deepest = Math.max(disk.deepest, back.length);
    out.observe('reorg', back.length);
    out.note(
      `reorganises: disconnects ${counted(back.length, 'block')} (${back.map(nameOf).join(', ')}), connects ${forth.length}; new tip ${nameOf(disk.tip)}`,
    );
  }
  prune(node);
  announceBlock(node, disk.tip, out);
  showChain(node, out);
}

/** A pruned node keeps the last blocks only; the effect of the others is in its set of coins. */
function prune(node: FullNode): void {
  const { durable: disk, options } = node;
  if (options.keep === 0) return;
  const last = tipOf(node).header.height - options.keep;
  let id = last > disk.pruned ? ancestorAt(disk.tree, disk.tip, last) : -1;
  for (; id > 0; id = entryOf(node, id).header.parent) {
    const entry = entryOf(node, id);
    if (entry.header.height <= disk.pruned) break;
    entry.block = null;
    disk.undo.delete(id);
  }
  disk.pruned = Math.max(disk.pruned, last);
}

/** The chain forks below the oldest block that is kept: starts again from the first block and fetches the pruned ones. */
function rebuild(node: FullNode, target: number, out: PeerOut): void {
  const { durable: disk, options } = node;
  out.note(
    `has pruned the blocks that it must disconnect: downloads the chain of ${nameOf(target)} again`,
  );
  disk.rebuilt++;
  disk.tip = GENESIS.id;
  disk.coins = startingCoins(options.endowment);
  disk.undo.clear();
  disk.watchedIn = -1;
  disk.pruned = 0;
  disk.tree.waiting.clear();
  const blocks: Block[] = [];
  for (const entry of disk.tree.entries.values()) {
    if (entry.header.id === GENESIS.id) continue;
    entry.ready = false;
    if (entry.block) blocks.push(entry.block);
    entry.block = null;
  }
  for (const block of blocks) store(disk.tree, block);
  showChain(node, out);
}
