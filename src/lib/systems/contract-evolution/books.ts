import type { Deployer } from './nodes/deployer';
import type { Read } from './nodes/messages';
import type { RetainingQueue } from './nodes/queue';
import type { Reader } from './nodes/reader';
import { misreadIn } from './nodes/truth';
import type { Visitors } from './nodes/visitors';
import type { Writer } from './nodes/writer';
import { SECOND, type LooseProperty, type World } from '../../sim';
import { DEPLOYER, INSTANCES, QUEUE, SURVEYS, WALLET } from './topology';

export const visitorsOf = (world: World): Visitors => world.nodes[0] as Visitors;
export const instancesOf = (world: World): Writer[] =>
  INSTANCES.map((n) => world.nodes[n] as Writer);
export const queueOf = (world: World): RetainingQueue => world.nodes[QUEUE] as RetainingQueue;
export const walletOf = (world: World): Reader => world.nodes[WALLET] as Reader;
export const surveysOf = (world: World): Reader => world.nodes[SURVEYS] as Reader;
export const deployerOf = (world: World): Deployer => world.nodes[DEPLOYER] as Deployer;

/** Processes that still write or read the old field. */
export const oldLeft = (world: World): number =>
  [...instancesOf(world), walletOf(world), surveysOf(world)].filter(
    (n) => n.durable.stage !== 'new',
  ).length;

const FAILED = 1;
const MISREAD = 2;
const ANSWERED = 4;

/** What an observer who knows the truth writes down. No node reads it. */
export interface Books {
  /** Messages that some reader could not read; messages of which some reader read something else than was meant. */
  failed: number;
  misread: number;
  /** Copies that the queue handed out again, and that some reader could not read. */
  replaysFailed: number;
  /** By whole seconds. */
  failedIn: number[];
  misreadIn: number[];
  answered: number;
  walletMisread: number;
  surveysMisread: number;
  /** What the readers have said of a copy so far, until both have. */
  open: Map<number, number>;
}

export const booksOf = (world: World): Books => world.noted('accounted-for') as Books;

const COPIES = 1000;

function note(books: Books, world: World, read: Read, flag: number): void {
  const key = read.id * COPIES + Math.min(read.copy, COPIES - 1);
  const before = books.open.get(key) ?? 0;
  const second = Math.floor(world.now / SECOND);
  if (flag === FAILED && (before & FAILED) === 0) {
    books.failed++;
    books.failedIn[second] = (books.failedIn[second] ?? 0) + 1;
    if (read.copy > 0) books.replaysFailed++;
  }
  if (flag === MISREAD && (before & MISREAD) === 0) {
    books.misread++;
    books.misreadIn[second] = (books.misreadIn[second] ?? 0) + 1;
  }
  if ((before & ANSWERED) !== 0) books.open.delete(key);
  else books.open.set(key, before | flag | ANSWERED);
}

const isReader = (id: string): boolean => id === 'wallet' || id === 'surveys';

/** Keeps the books, and holds the readers' own counts against them. */
export const accountedFor: LooseProperty<Books> = {
  id: 'accounted-for',
  kind: 'always',
  title: 'Every message that reaches a reader is read or refused, and counted once.',
  begin: () => ({
    failed: 0,
    misread: 0,
    replaysFailed: 0,
    failedIn: [],
    misreadIn: [],
    answered: 0,
    walletMisread: 0,
    surveysMisread: 0,
    open: new Map(),
  }),
  sends: ['ack', 'reject'],
  sender: isReader,
  send(books, world, from, _to, message, report) {
    const read = message as Read;
    const node = world.nodes[from] as Reader;
    const isRefused = message.type === 'reject';
    const wrong = isRefused ? undefined : misreadIn(node.volatile.last!.facts, read.id);
    note(books, world, read, isRefused ? FAILED : wrong ? MISREAD : 0);
    if (wrong) books[from === WALLET ? 'walletMisread' : 'surveysMisread']++;
    books.answered++;
    const counted = [walletOf(world), surveysOf(world)]
      .map((n) => n.durable.read + n.durable.refused)
      .reduce((a, b) => a + b, 0);
    if (counted !== books.answered)
      report(`${books.answered} were seen to be answered, and the readers have counted ${counted}`);
  },
};

/** Compares what readers made of each message with what its writer meant. */
export const meansTheSame: LooseProperty<null> = {
  id: 'means-the-same',
  kind: 'always',
  title: 'Every field that is read means what its writer meant.',
  begin: () => null,
  sends: ['ack'],
  sender: isReader,
  send(_state, world, from, _to, message, report) {
    const { id } = message as Read;
    const node = world.nodes[from] as Reader;
    const wrong = misreadIn(node.volatile.last!.facts, id);
    if (wrong)
      report(
        `${node.id} takes ${shown(wrong.read)} for the ${wrong.meaning} of user ${id}, which is ${shown(wrong.truth)}`,
      );
  },
};

const shown = (fact: number | string): string =>
  typeof fact === 'string' ? `"${fact}"` : `${fact}`;
