import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Micros, NodeRef } from '../../sim';
import { commit, tableIn, type Database, type WriteOut } from './database';
import type { Conflict, Op } from './transactions';

const OPTIONS = { fsync: 5, logged: ['wallets'], counted: { table: 'wallets', state: 'open' } };

/** A database by itself: `commit` runs a transaction to its end and tells the answer. */
function open() {
  const node: Database = {
    options: OPTIONS,
    durable: { tables: {}, log: [], owned: new Map(), surplus: 0 },
  };
  const sent: unknown[] = [];
  const out = {
    clock: (): Micros => 0,
    instant: () => 0,
    send: (_to: number, message: unknown) => sent.push(message),
    gauge: () => undefined,
  } as unknown as WriteOut;
  const run = (...ops: Op[]) => {
    commit(node, { type: 'transact', id: 1, ops }, 9 as NodeRef, out);
    return sent.at(-1) as Conflict;
  };
  return { commit: run, disk: node.durable };
}

const ops = fc.oneof(
  fc.record({
    do: fc.constantFrom('insert' as const, 'put' as const),
    table: fc.constant('wallets'),
    key: fc.nat(6),
    owner: fc.nat(2),
    state: fc.constantFrom('open', 'refused', 'closed'),
    body: fc.constant(null),
  }),
  fc.record({
    do: fc.constant('move' as const),
    table: fc.constant('wallets'),
    key: fc.nat(6),
    from: fc.constant('open'),
    to: fc.constantFrom('closed', 'open'),
  }),
);

test('a transaction happens as a whole or not at all, and says which', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(ops, { minLength: 1, maxLength: 3 }), { maxLength: 30 }),
      (all) => {
        const { commit, disk } = open();
        for (const transaction of all) {
          // Keys of one transaction differ, as they do in all that the services send.
          const own = transaction.filter(
            (o, i) => transaction.findIndex((p) => p.key === o.key) === i,
          );
          const before = structuredClone(disk);
          const answer = commit(...own);
          const { rows } = tableIn(disk, 'wallets');
          if (answer.type === 'conflict') expect(disk.log).toEqual(before.log);
          else for (const op of own) expect(rows.has(op.key)).toBe(true);
        }
      },
    ),
  );
});

test('counts agree with a recount after any transactions', () => {
  fc.assert(
    fc.property(fc.array(ops, { maxLength: 60 }), (all) => {
      const { commit, disk } = open();
      for (const op of all) commit(op);
      const { rows, states } = tableIn(disk, 'wallets');
      const values = [...rows.values()];
      for (const state of ['open', 'refused', 'closed'])
        expect(states[state] ?? 0).toBe(values.filter((r) => r.state === state).length);
      const owners = new Set(values.filter((r) => r.state === 'open').map((r) => r.owner));
      const wallets = values.filter((r) => r.state === 'open').length;
      expect(disk.surplus).toBe(wallets - owners.size);
      expect(disk.log.map((c) => c.position)).toEqual(disk.log.map((_, i) => i + 1));
    }),
  );
});

test('tells a conflict with the state of what stood in the way', () => {
  const { commit } = open();
  const insert: Op = {
    do: 'insert',
    table: 'users',
    key: 1,
    owner: 1,
    state: 'pending',
    body: null,
  };
  expect(commit(insert).type).toBe('committed');
  expect(commit(insert)).toMatchObject({ type: 'conflict', state: 'pending' });
  const move: Op = { do: 'move', table: 'users', key: 2, from: 'pending', to: 'active' };
  expect(commit(move)).toMatchObject({ type: 'conflict', state: '' });
});
