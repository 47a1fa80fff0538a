import type { Micros } from '../../../../sim';
import type { ProgramId } from '../consumer/programs';
import { FIELDS } from '../users-api/changes';
import type { Get, Reply } from '../users-api/messages';

/** What a consumer's team expects, as a test that runs in the provider's pipeline: a request, and what the answer has to be. */
export interface ContractTest {
  readonly id: string;
  /** Whose expectation it is. */
  readonly by: ProgramId;
  readonly get: Pick<Get, 'user' | 'limit'>;
  /** What is wrong with the answer; `null` when nothing is. `took` in µs. */
  check(reply: Reply, took: Micros): string | null;
}

export interface Expectations {
  /** Tests that look for one field each. */
  readonly fields: number;
  readonly order: boolean;
  readonly deadline: boolean;
  readonly pagination: boolean;
  readonly unknown: boolean;
  readonly users: number;
  /** The Wallet's deadline, µs. */
  readonly within: Micros;
}

const LIST = { user: 0, limit: 0 };

function fieldTest(field: string): ContractTest {
  return {
    id: `field ${field}`,
    by: 'web',
    get: LIST,
    check: (reply) =>
      reply.type === 'page' && reply.fields.includes(field) ? null : `no field ${field}`,
  };
}

const isAscending = (ids: readonly number[]): boolean =>
  ids.every((id, i) => i === 0 || ids[i - 1] < id);

/** The tests that have been written, in the order in which they run. */
export function contractTests(e: Expectations): ContractTest[] {
  const behaviour: readonly (ContractTest & { readonly isWritten: boolean })[] = [
    {
      id: 'order',
      by: 'surveys',
      isWritten: e.order,
      get: LIST,
      check: (r) =>
        r.type === 'page' && isAscending(r.ids) ? null : 'the list is not in order of id',
    },
    {
      id: 'deadline',
      by: 'wallet',
      isWritten: e.deadline,
      get: { user: 1, limit: 0 },
      check: (_r, took) =>
        took <= e.within
          ? null
          : `the answer took ${Math.round(took / 1000)} ms, and the deadline is ${e.within / 1000} ms`,
    },
    {
      id: 'pagination',
      by: 'billing',
      isWritten: e.pagination,
      get: LIST,
      check: (r) =>
        r.type === 'page' && r.ids.length === e.users
          ? null
          : `one page does not hold all ${e.users} users`,
    },
    {
      id: 'unknown id',
      by: 'wallet',
      isWritten: e.unknown,
      get: { user: e.users + 1, limit: 0 },
      check: (r) => (r.type === 'not-found' ? null : 'an unknown user is not answered with 404'),
    },
  ];
  return [...behaviour.filter((t) => t.isWritten), ...FIELDS.slice(0, e.fields).map(fieldTest)];
}
