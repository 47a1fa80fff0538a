import type { Attacker } from './nodes/attacker';
import type { Bank } from './nodes/bank';
import type { Customers } from './nodes/customers';
import type { HeaderNode } from './nodes/header-node';
import type { Merchant } from './nodes/merchant';
import { GENESIS, type Block, type BlockAnnouncement, type BlockDelivery } from './nodes/messages';
import { Copy, type FullNode } from './nodes/options';
import { copyIn, entryOf, tipOf } from './nodes/standing';
import type { LooseProperty, World } from '../../sim';
import { fullNodes, HEADER_NODES } from './graph';
import { ATTACKER, BANK, CUSTOMERS, MERCHANT_AT, nodeAt } from './topology';

export const fullIn = (w: World): FullNode[] =>
  fullNodes.map((n) => w.nodes[nodeAt(n)] as FullNode);
export const headersIn = (w: World): HeaderNode[] =>
  HEADER_NODES.map((n) => w.nodes[nodeAt(n)] as HeaderNode);
export const customersIn = (w: World): Customers => w.nodes[CUSTOMERS] as Customers;
export const merchantIn = (w: World): Merchant => w.nodes[MERCHANT_AT] as Merchant;
export const bankIn = (w: World): Bank => w.nodes[BANK] as Bank;
export const attackerIn = (w: World): Attacker => w.nodes[ATTACKER] as Attacker;

export const heightIn = (node: FullNode): number => tipOf(node).header.height;

/** Nodes that have the watched payment: where it waits, in a block of their chain, applied and thrown away. */
export function copies(w: World): { waiting: number; inChain: number; thrownAway: number } {
  const all = fullIn(w).map(copyIn);
  const count = (c: number): number => all.filter((x) => x === c).length;
  return {
    waiting: count(Copy.Waiting),
    inChain: count(Copy.InChain),
    thrownAway: count(Copy.ThrownAway),
  };
}

/** What the observer knows of a block, from the first node that spoke of it. */
interface Known {
  readonly parent: number;
  readonly height: number;
  readonly spends: readonly number[];
  readonly makes: readonly number[];
  /** Some node has followed it, and it was judged. */
  judged: boolean;
}

/** A cut that was healed: the deepest reorganisation from then until all nodes followed one block again. */
interface Cut {
  deepest: number;
  over: boolean;
}

/** What an observer with a view of everything writes down. No node reads it. */
export interface Books {
  readonly blocks: Map<number, Known>;
  /** The highest block that any node followed. */
  top: number;
  readonly cuts: Cut[];
  isCut: boolean;
  /** By node: the block that it spoke of last, and how often it has reorganised. */
  readonly tips: number[];
  readonly reorgs: number[];
  /** The first violation of the chain's rules that was seen. Empty: none. */
  fault: string;
  /** The sum over unspent coins that each block leads to. */
  readonly sums: Map<number, number>;
}

export const BOOKS = 'spends-once';
export const booksOf = (w: World): Books => w.noted(BOOKS) as Books;

function emptyBooks(w: World): Books {
  return {
    blocks: new Map(),
    top: 0,
    cuts: [],
    isCut: false,
    tips: w.nodes.map(() => -1),
    reorgs: w.nodes.map(() => 0),
    fault: '',
    sums: new Map(),
  };
}

function note(books: Books, block: Block): void {
  if (books.blocks.has(block.id) || block.id === GENESIS.id) return;
  books.blocks.set(block.id, {
    parent: block.parent,
    height: block.height,
    spends: block.txs.flatMap((tx) => tx.spends),
    makes: block.txs.flatMap((tx) => tx.pays.map((_, i) => 2 * tx.id + i)),
    judged: false,
  });
}

/** Walks down from a block: each coin that it spends has to be made before, and to be spent by no other. */
function audit(books: Books, id: number): string {
  const spends = books.blocks.get(id)!.spends;
  if (spends.length === 0) return '';
  const left = new Set(spends);
  if (left.size < spends.length) return 'one block spends a coin twice';
  let at = books.blocks.get(books.blocks.get(id)!.parent);
  while (at && left.size > 0) {
    const again = at.spends.find((c) => left.has(c));
    if (again !== undefined) return `coin ${again} is spent at height ${at.height} and once more`;
    for (const coin of at.makes) left.delete(coin);
    at = books.blocks.get(at.parent);
  }
  const unknown = [...left].find((c) => c >= 2000);
  return unknown === undefined ? '' : `coin ${unknown} is spent and was never made`;
}

/** A node says which block it follows: it has just changed to it. */
function follows(books: Books, w: World, from: number, id: number): void {
  const node = w.nodes[from] as FullNode;
  if (id !== node.durable.tip || books.tips[from] === id) return;
  books.tips[from] = id;
  const entry = entryOf(node, id);
  const { height, parent } = entry.header;
  if (entry.block) note(books, entry.block);
  const known = books.blocks.get(id);
  if (!known) return;
  if (!node.durable.tree.entries.has(parent))
    books.fault ||= `${node.id} follows a block at height ${height} without knowing the one before it`;
  if (!known.judged && !books.fault) {
    known.judged = true;
    const why = audit(books, id);
    if (why) books.fault = `${node.id} follows a chain in which ${why}`;
  }
  if (height > books.top) books.top = height;
  tallyCuts(books, w);
}

/** Reorganisations that follow a cut, until the next one. */
function tallyCuts(books: Books, w: World): void {
  const isCut = !w.calm;
  if (isCut !== books.isCut) {
    books.isCut = isCut;
    if (!isCut) books.cuts.push({ deepest: 0, over: false });
  }
  const cut = books.cuts.at(-1);
  const all = fullIn(w);
  for (const { index, durable } of all) {
    if (durable.reorgs === books.reorgs[index]) continue;
    books.reorgs[index] = durable.reorgs;
    if (cut && !isCut && !cut.over) cut.deepest = Math.max(cut.deepest, durable.last);
  }
  if (cut && !isCut && all.every((n) => n.durable.tip === all[0].durable.tip)) cut.over = true;
}

const isNode = (id: string): boolean => id.startsWith('node-') || id === 'attacker';

/** Keeps the books of a run, and judges each chain that a node follows by them. */
export const spendsOnce: LooseProperty<Books> = {
  id: BOOKS,
  kind: 'always',
  title: 'No chain spends a coin twice.',
  begin: emptyBooks,
  sends: ['block', 'have-block', 'hello'],
  sender: isNode,
  send(books, w, from, _to, message, report) {
    // Keep-alives go on when no block is found: without them a cut in which nobody finds one would not be counted.
    if (message.type === 'hello') return void (w.calm === books.isCut && tallyCuts(books, w));
    if (message.type === 'block') note(books, (message as BlockDelivery).block);
    else follows(books, w, from, (message as BlockAnnouncement).header.id);
    if (books.fault.includes('coin')) report(books.fault);
  },
};
