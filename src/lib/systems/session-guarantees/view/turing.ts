import {
  makeRecipe,
  openStream,
  nextUint32,
  simulate,
  type Settings,
  type System,
} from '../../../sim';
import { has, missingFrom, postName, type PostId, type Seen } from '../nodes/seen';
import { historyOf, seenText, type Operation } from './history';

/** Which of two histories is one computer's; `neither`: they cannot be told apart. */
export type Guess = 'left' | 'right' | 'neither';

/** What a user asked and got, without a word of who answered and how fast. */
export interface Line {
  readonly name: string;
  readonly text: string;
}

export interface Trial {
  readonly left: readonly Line[];
  readonly right: readonly Line[];
  readonly one: 'left' | 'right';
  /** Why the copies' history cannot be one computer's; `null` where it can. */
  readonly fault: string | null;
  readonly answer: Guess;
}

type Read = Operation & { readonly seen: Seen };
type Post = Operation & { readonly id: PostId };

const isRead = (op: Operation): op is Read => op.seen !== null;
const isPost = (op: Operation): op is Post => op.id !== null;

function faultOfPair(first: Read, second: Read): string | null {
  const missing = missingFrom(second.seen, first.seen);
  if (!missing) return null;
  if (first.to <= second.from)
    return `${second.name} does not see post ${postName(missing)}, which ${first.name} saw before`;
  const other = missingFrom(first.seen, second.seen);
  return other
    ? `${first.name} sees post ${postName(missing)} without ${postName(other)}, and ${second.name} the other way round`
    : null;
}

function faultOfPage(read: Read, posts: readonly Post[]): string | null {
  const lacking = posts.find((p) => p.to <= read.from && !has(read.seen, p.id));
  if (lacking)
    return `${read.name} does not see post ${postName(lacking.id)}, which had been accepted before`;
  for (const later of posts.filter((p) => has(read.seen, p.id))) {
    const earlier = posts.find((p) => p.to <= later.from && !has(read.seen, p.id));
    if (earlier)
      return `${read.name} sees post ${postName(later.id)} without the earlier ${postName(earlier.id)}`;
  }
  return null;
}

/**
 * Why no single computer can have given these answers; `null` where one can. Posts are only ever added, so a history is
 * linearizable if every page has what was accepted before it was asked for, pages grow with time, and no two disagree
 * about an order.
 */
export function notLinearizable(operations: readonly Operation[]): string | null {
  const reads = operations.filter(isRead);
  const posts = operations.filter(isPost);
  for (const read of reads) {
    const fault = faultOfPage(read, posts);
    if (fault) return fault;
  }
  for (const first of reads)
    for (const second of reads) {
      const fault = faultOfPair(first, second);
      if (fault) return fault;
    }
  return null;
}

/** In the order of their answers. Before the first post there is nothing to compare, so all but one page of that go. */
function linesOf(operations: readonly Operation[]): Line[] {
  const answered = operations.filter((op) => op.to < Infinity).sort((a, b) => a.to - b.to);
  const first = answered.findIndex(isPost);
  return answered.slice(Math.max(0, first - 1)).map((op) => ({
    name: op.name,
    text: op.seen ? `sees up to ${seenText(op.seen)}` : `posts ${postName(op.id!)}`,
  }));
}

/** Short enough to be read, and with posts enough to give something away. */
const LOAD = { clients: 3, steps: 4, stepMs: 150, ownPercent: 50, ownReads: 1 };

function operationsOf(system: System, settings: Settings, seed: number): readonly Operation[] {
  const result = simulate(system, makeRecipe(system, { settings, seed }), { trace: 'full' });
  return historyOf(result.trace!, system.topology(result.recipe.settings).nodes).operations;
}

/** Two histories of the same load: one of this design and one of a single computer, in an order that the seed decides. */
export function trialOf(system: System, settings: Settings, seed: number): Trial {
  const copies = operationsOf(system, { ...settings, ...LOAD }, seed);
  const alone = { ...settings, ...LOAD, route: 'primary', writes: 'primary' };
  const single = linesOf(operationsOf(system, alone, seed));
  const fault = notLinearizable(copies);
  const one = nextUint32(openStream(seed, 'turing')) % 2 === 0 ? 'left' : 'right';
  const several = linesOf(copies);
  return {
    left: one === 'left' ? single : several,
    right: one === 'left' ? several : single,
    one,
    fault,
    answer: fault === null ? 'neither' : one,
  };
}
