import type { Micros } from '../../../../sim';
import type { Trait } from '../users-api/changes';
import type { Reply } from '../users-api/messages';
import type { Result } from './messages';

export const PROGRAMS = ['web', 'surveys', 'wallet', 'billing'] as const;
export type ProgramId = (typeof PROGRAMS)[number];

/** What the program is called on the stage and in sentences. */
export const titleOf = (program: ProgramId): string => program[0].toUpperCase() + program.slice(1);

/** What a team's code relies on although nobody promised it, or in a way that was not intended. A constructed example. */
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

/** What is promised to callers in writing: fields and their types, and 404 for an unknown user. */
export const PROMISED: readonly Trait[] = ['fields', 'unknown'];

/** Whether a program takes notice of a trait at all. All of them read fields. */
export const uses = (program: ProgramId, trait: Trait): boolean =>
  trait === 'fields' || PROGRAM[program].habits.includes(trait);

/** Users that take part in surveys, ascending: every third. */
export const membersOf = (users: number): number => Math.floor(users / 3);

/**
 * Surveys compares its members with the list by walking along both at once, as one does with sorted lists. Members
 * that are not found are treated as deleted. In a list of another order nearly all are.
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

/** Whether the Wallet opens an account after this answer: it does for every user whom the service knows. */
export function accountFor(reply: Reply, isCareful: boolean): boolean {
  return reply.type === 'user' && (!isCareful || reply.user !== null);
}

/** What Web does with an answer about one user: it shows the name, or says that there is no such user. */
export function profile(reply: Reply, isCareful: boolean): 'shown' | 'missing' | 'crashed' {
  if (reply.type !== 'user') return 'missing';
  // Reading the name of `null` throws, and the page stays white.
  if (reply.user === null) return isCareful ? 'missing' : 'crashed';
  return 'shown';
}

/** How a result stands against the truth. */
export interface Finding {
  readonly trait: Trait;
  /** How many users, members or accounts are wrong; 0: the result is right. */
  readonly wrong: number;
  /** The program itself noticed that something failed. */
  readonly isLoud: boolean;
}

/** Judges a result against the truth, which is how many users there are. `null` for a job that failed as a whole. */
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
