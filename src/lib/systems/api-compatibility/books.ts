import type { Consumer } from './nodes/consumer/consumer';
import type { Result } from './nodes/consumer/messages';
import { judge, PROGRAMS, uses, type Finding, type ProgramId } from './nodes/consumer/programs';
import {
  CHANGES,
  changeOf,
  FIRST,
  TRAIT_OF,
  type ChangeId,
  type Version,
} from './nodes/users-api/changes';
import type { Install, Reply } from './nodes/users-api/messages';
import type { Micros, LooseProperty, Report, World } from '../../sim';
import { AT } from './topology';

/** What a change has done to one consumer: results that came of answers with the change in them, and the wrong ones. */
export interface Effect {
  answers: number;
  wrong: number;
  /** Of them those of which the program noticed nothing. */
  silent: number;
  /** The most users, members or accounts that one result had wrong. */
  most: number;
  firstAt: Micros;
  lastAt: Micros;
}

/** What an observer writes down who knows every version and every hidden dependency. No node reads it. */
export interface Books {
  readonly effects: Record<string, Effect>;
  readonly versions: Map<number, Version>;
}

export const pairOf = (program: ProgramId, change: ChangeId): string => `${program} ${change}`;

const none = (): Effect => ({ answers: 0, wrong: 0, silent: 0, most: 0, firstAt: -1, lastAt: -1 });

export function emptyBooks(): Books {
  const pairs = PROGRAMS.flatMap((p) => CHANGES.map((c) => [pairOf(p, c), none()]));
  return { effects: Object.fromEntries(pairs), versions: new Map([[FIRST.no, FIRST]]) };
}

/** Whether a release has a change for everybody. */
const has = (books: Books, no: number, change: ChangeId): boolean =>
  books.versions.get(no)?.changes.some((c) => c.id === change && c.way === 'as-is') ?? false;

function enter(books: Books, world: World, pair: string, finding: Finding | null): void {
  const effect = books.effects[pair];
  effect.answers++;
  if (!finding || finding.wrong === 0) return;
  effect.wrong++;
  if (!finding.isLoud) effect.silent++;
  effect.most = Math.max(effect.most, finding.wrong);
  if (effect.firstAt < 0) effect.firstAt = world.now;
  effect.lastAt = world.now;
}

const HOW: Record<ChangeId, (n: number) => string> = {
  A: () => 'cannot read the new field',
  B: (n) => `takes ${n} members for deleted: the list is in another order`,
  C: () => 'has given up when the answer comes',
  D: (n) => `exports a first page and misses ${n} users`,
  E: () => 'takes an answer of null for a user',
  F: () => 'notices a change of what is inside',
};

/** A result whose answers came from a release with a change that the program takes note of. */
function onResult(books: Books, world: World, from: number, result: Result, report: Report): void {
  const program = PROGRAMS[from - AT.consumers];
  const finding = judge(result, Number(world.settings.users));
  if (!finding) return;
  for (const change of CHANGES) {
    const trait = TRAIT_OF[change];
    // Times are judged when the answer comes, since a late result had none.
    if (trait === 'time' || !uses(program, trait)) continue;
    if (!result.versions.some((no) => has(books, no, change))) continue;
    const isIt = changeOf(finding.trait) === change;
    enter(books, world, pairOf(program, change), isIt ? finding : null);
    if (isIt && finding.wrong > 0)
      report(`change ${change} breaks ${program}: it ${HOW[change](finding.wrong)}`);
  }
}

/** An answer of a slower release, and whether the Wallet still wants it. */
function onWalletAnswer(
  books: Books,
  world: World,
  to: number,
  reply: Reply,
  report: Report,
): void {
  const { program } = (world.nodes[to] as Consumer).options;
  if (!uses(program, 'time') || !has(books, reply.version, 'C')) return;
  const open = (world.nodes[to] as Consumer).volatile.open.get(reply.id);
  if (!open) return;
  const finding: Finding = { trait: 'time', wrong: Number(open.isLate), isLoud: true };
  enter(books, world, pairOf(program, 'C'), finding);
  if (open.isLate) report(`change C breaks ${program}: it ${HOW.C(1)}`);
}

export const BOOKS = 'nothing-breaks';

export const booksOf = (world: World): Books => world.noted(BOOKS) as Books;

export const nothingBreaks: LooseProperty<Books> = {
  id: BOOKS,
  kind: 'always',
  title: 'No change breaks another team’s program.',
  begin: emptyBooks,
  delivers: ['install', 'result', 'user', 'not-found'],
  receiver: (id) => id === 'customers' || id === 'wallet' || id.startsWith('users-'),
  deliver(books, world, from, to, message, report) {
    if (message.type === 'install') {
      const { version } = message as Install;
      books.versions.set(version.no, version);
    } else if (message.type === 'result') onResult(books, world, from, message as Result, report);
    else if (to === AT.consumers + PROGRAMS.indexOf('wallet'))
      onWalletAnswer(books, world, to, message as Reply, report);
  },
};

/** What became of a change and a program, for measures: the effect, whether there were any answers or not. */
export const effectOf = (world: World, program: ProgramId, change: ChangeId): Effect =>
  booksOf(world).effects[pairOf(program, change)];

/** Pairs of a change and a program that it has broken at least once. */
export const brokenPairs = (world: World): number =>
  Object.values(booksOf(world).effects).filter((e) => e.wrong > 0).length;
