import type { Micros } from '../../../../sim';
import type { Trait } from '../users-api/changes';
import type { Reply } from '../users-api/messages';
import type { Result } from './messages';

export const PROGRAMS = ['web', 'surveys', 'wallet', 'billing'] as const;
export type ProgramId = (typeof PROGRAMS)[number];

/** What a team's code relies on without having been promised it, or in a way that it was not meant. A constructed example. */
export interface Program {
  readonly habits: readonly Trait[];
  /** Its jobs for each call of the Wallet. */
  readonly pace: number;
  /** When its team has adapted, as a share of the time that the slowest team takes. */
  readonly adapts: number;
}

export const PROGRAM: Readonly<Record<ProgramId, Program>> = {
  web: { habits: ['unknown'], pace: 1 / 2, adapts: 0.25 },
  surveys: { habits: ['order'], pace: 1 / 8, adapts: 0.75 },
  wallet: { habits: ['time', 'unknown'], pace: 1, adapts: 0.5 },
  billing: { habits: ['page'], pace: 1 / 24, adapts: 1 },
};

/** What is promised to callers in writing: fields and their types, and 404 for a user that is not there. */
export const PROMISED: readonly Trait[] = ['fields', 'unknown'];

/** Whether a program takes note of a trait at all. Everybody reads fields. */
export const uses = (program: ProgramId, trait: Trait): boolean =>
  trait === 'fields' || PROGRAM[program].habits.includes(trait);

/** Users that take part in surveys, ascending: every third. */
export const membersOf = (users: number): number => Math.floor(users / 3);

/**
 * Surveys compares its members with the list by walking along both at once, as one does with sorted lists. Members
 * that do not turn up are taken for deleted. In a list of another order nearly all are.
 */
export function missingMembers(ids: readonly number[], users: number): number {
  let missing = 0;
  let i = 0;
  for (let k = 1; k <= membersOf(users); k++) {
    const member = 3 * k;
    while (i < ids.length && ids[i] < member) i++;
    if (ids[i] !== member) missing++;
  }
  return missing;
}

/** What the Wallet makes of an answer. It opens an account for whomever the service knows. */
export function accountFor(reply: Reply, isCareful: boolean): boolean {
  return reply.type === 'user' && (!isCareful || reply.user !== null);
}

/** What Web makes of an answer about one user: a page that shows a name, or says that there is no such user. */
export function profile(reply: Reply, isCareful: boolean): 'shown' | 'missing' | 'crashed' {
  if (reply.type !== 'user') return 'missing';
  // Reading the name of `null` throws, and the page stays white.
  if (reply.user === null) return isCareful ? 'missing' : 'crashed';
  return 'shown';
}

/** How a result stands against the truth. */
export interface Finding {
  readonly trait: Trait;
  /** How many users, members or accounts are wrong; 0: it is right. */
  readonly wrong: number;
  /** The program itself noticed that something failed. */
  readonly isLoud: boolean;
}

/** Judges a result as one can who knows how many users there are. `null` for what failed as a whole and says nothing. */
export function judge(result: Result, users: number): Finding | null {
  const exists = result.user <= users;
  const one = (trait: Trait, isWrong: boolean, isLoud = false): Finding => ({
    trait,
    wrong: Number(isWrong),
    isLoud,
  });
  switch (result.outcome) {
    case 'failed':
      return null;
    case 'late':
      return one('time', true, true);
    case 'crashed':
      return one('unknown', true, true);
  }
  switch (result.about) {
    case 'list':
      return { trait: 'fields', wrong: users - result.distinct, isLoud: false };
    case 'members':
      return { trait: 'order', wrong: result.count, isLoud: false };
    case 'export':
      return { trait: 'page', wrong: users - result.count, isLoud: false };
    case 'profile':
    case 'account':
      return one('unknown', result.count > 0 !== exists);
  }
}

/** The longest that programs without a deadline of their own wait, µs. */
export const PATIENT: Micros = 3_000_000;
