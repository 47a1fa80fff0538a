import { counted, observer as makeObserver, type NodeRef, type Show, type World } from '../../sim';
import { fact } from '../drawn';
import { coinOf, FIRST_TX, GENESIS, type Block } from './nodes/messages';
import type { FullNode } from './nodes/options';
import { entryOf } from './nodes/standing';
import type { settings } from './settings';
import type { topology } from './topology';

/** The run as the observer itself is shown it. */
type Unobserved = World<typeof settings, typeof topology>;

export const fullIn = ({ at }: Pick<Unobserved, 'at'>): FullNode[] => [...at.left, ...at.right];

/** What is known of a block, from the first node that sent or followed it. */
interface Known {
  readonly parent: number;
  readonly height: number;
  readonly spends: readonly number[];
  readonly makes: readonly number[];
  /** Some node has followed it, and its chain was checked. */
  checked: boolean;
}

/** A cut that was healed: the deepest reorganisation from then until all nodes followed one block again. */
interface Cut {
  deepest: number;
  over: boolean;
}

/** What no node knows: all blocks that were ever shown, and what became of the network's cuts. */
export interface Observed {
  readonly blocks: Map<number, Known>;
  /** The height of the highest block that any node followed. */
  top: number;
  readonly cuts: Cut[];
  isCut: boolean;
  /** The first block that any node followed at that height. */
  best: number;
  /** By node: blocks of its chain that are not in the one to `best`, as the stage was told. */
  readonly branches: number[];
  /** By node: the block that it announced last, and how often it has reorganised. */
  readonly tips: number[];
  readonly reorgs: number[];
  /** The first chain that a node followed in which a coin is spent twice or from nowhere, in a sentence. */
  doubleSpend: string | null;
}

function note({ blocks }: Observed, block: Block): void {
  if (blocks.has(block.id) || block.id === GENESIS.id) return;
  blocks.set(block.id, {
    parent: block.parent,
    height: block.height,
    spends: block.txs.flatMap((tx) => tx.spends),
    makes: block.txs.flatMap((tx) => tx.pays.map((_, i) => coinOf(tx.id, i))),
    checked: false,
  });
}

/** Walks down from a block: each coin that it spends must have been made before, and spent by no other block. */
function check({ blocks }: Observed, { spends, parent }: Known): string | null {
  if (spends.length === 0) return null;
  const left = new Set(spends);
  if (left.size < spends.length) return 'one block spends a coin twice';
  for (let at = blocks.get(parent); at && left.size > 0; at = blocks.get(at.parent)) {
    const again = at.spends.find((coin) => left.has(coin));
    if (again !== undefined) return `coin ${again} is spent at height ${at.height} and once more`;
    for (const coin of at.makes) left.delete(coin);
  }
  const unknown = [...left].find((coin) => coin >= coinOf(FIRST_TX, 0));
  return unknown === undefined ? null : `coin ${unknown} is spent and was never made`;
}

/** A node says which block it follows: it may have just changed to it. */
function follows(
  seen: Observed,
  w: Unobserved,
  node: FullNode,
  id: number,
  show: Show<'branch'>,
): void {
  const { index, label, durable: disk } = node;
  if (id !== disk.tip || seen.tips[index] === id) return;
  seen.tips[index] = id;
  const { block } = entryOf(node, id);
  if (block) note(seen, block);
  const known = seen.blocks.get(id);
  if (!known) return;
  if (!known.checked && seen.doubleSpend === null) {
    known.checked = true;
    const why = check(seen, known);
    if (why) seen.doubleSpend = `${label} follows a chain in which ${why}`;
  }
  if (known.height > seen.top) [seen.top, seen.best] = [known.height, id];
  showBranches(seen, w, show);
  tallyCuts(seen, w);
}

/** Blocks from `tip` down to the chain that ends at `best`. */
function offChain({ blocks }: Observed, tip: number, best: number): number {
  let [a, b, n] = [tip, best, 0];
  const heightOf = (id: number): number => blocks.get(id)?.height ?? 0;
  while (a !== b) {
    if (heightOf(a) >= heightOf(b)) {
      if (heightOf(a) === 0) break;
      a = blocks.get(a)!.parent;
      n++;
    } else b = blocks.get(b)!.parent;
  }
  return n;
}

function showBranches(seen: Observed, w: Unobserved, show: Show<'branch'>): void {
  for (const { index } of fullIn(w)) {
    const n = seen.tips[index] < 0 ? 0 : offChain(seen, seen.tips[index], seen.best);
    if (n === seen.branches[index]) continue;
    seen.branches[index] = n;
    show(index, 'branch', n);
  }
}

/** Reorganisations that follow a cut, until the next one. */
function tallyCuts(seen: Observed, w: Unobserved): void {
  const isCut = !w.calm;
  if (isCut !== seen.isCut) {
    seen.isCut = isCut;
    if (!isCut) seen.cuts.push({ deepest: 0, over: false });
  }
  const cut = seen.cuts.at(-1);
  const all = fullIn(w);
  for (const { index, durable } of all) {
    if (durable.reorgs === seen.reorgs[index]) continue;
    seen.reorgs[index] = durable.reorgs;
    if (cut && !isCut && !cut.over) cut.deepest = Math.max(cut.deepest, durable.last);
  }
  if (cut && !isCut && all.every((n) => n.durable.tip === all[0].durable.tip)) cut.over = true;
}

const fullNodeAt = (w: Unobserved, from: NodeRef): FullNode =>
  from === w.at.attacker.index ? w.at.attacker : w.as('left', from);

/** Knows every block that was sent or followed, and checks each chain that a node follows. */
export const observer = makeObserver<Unobserved>()({
  facts: {
    branch: fact.count('blocks on a branch', {
      tag: 'waiting',
      text: (n) => (n === 0 ? '' : `branch of ${n}`),
      says: (n) =>
        `The last ${counted(n, 'block')} that it follows ${n === 1 ? 'is' : 'are'} not in the longest chain.`,
    }),
  },
  begin: (w): Observed => ({
    blocks: new Map(),
    top: 0,
    best: GENESIS.id,
    branches: w.nodes.map(() => 0),
    cuts: [],
    isCut: false,
    tips: w.nodes.map(() => -1),
    reorgs: w.nodes.map(() => 0),
    doubleSpend: null,
  }),
  sends: ['block', 'have-block', 'hello'],
  senders: ['left', 'right', 'lightLeft', 'lightRight', 'attacker'],
  send(seen, w, from, _to, message, show) {
    if (message.type === 'block') note(seen, message.block);
    else if (message.type === 'have-block')
      follows(seen, w, fullNodeAt(w, from), message.header.id, show);
    // Keep-alives go on when no block is mined: without them a cut in which nobody mines one would not be counted.
    else if (w.calm === seen.isCut) tallyCuts(seen, w);
  },
});
