import { expect, test } from 'vitest';
import { makeRecipe, simulate, type System } from '../../../sim';
import { ledger } from '../../../systems/ledger';
import { copiesAt, growthOf, treeAt } from './tree';

const system = ledger as unknown as System;
const { nodes: specs } = system.topology(makeRecipe(system, {}).settings as never);
const nodes = specs.flatMap((s, i) => (s.id.startsWith('node-') ? [i] : []));
const attacker = specs.findIndex((s) => s.id === 'attacker');

const run = (scenario: string) => {
  const result = simulate(system, makeRecipe(system, { scenario }), { trace: 'full' });
  return { result, growth: growthOf(result.trace!) };
};

test('the tree of the attack: a secret branch, then the chain, and a block that nobody follows', () => {
  const { growth } = run('broken');
  const at = (seconds: number) =>
    treeAt(growth, seconds * 1e6, 8, nodes, attacker).placed.map(
      (p) => `${p.height}.${p.row} ${p.state} ${p.followers.length}${p.holds ? ' P' : ''}`,
    );
  expect(at(20)).toEqual([]);
  expect(at(90)).toEqual(['1.1 secret 0', '1.0 chain 16 P']);
  expect(at(115)).toEqual(['1.0 chain 0', '1.1 stale 0 P', '2.0 chain 16']);
});

test('it agrees with what the run says: heights, and copies at the end', () => {
  const { growth, result } = run('healthy');
  const tree = treeAt(growth, result.virtualMs * 1000, 5, nodes, attacker);
  expect(tree.high).toBe(result.metrics.height);
  expect(tree.placed.length).toBeLessThanOrEqual(5 + result.metrics.staleBlocks);
  const [none, waiting, inChain, thrownAway] = copiesAt(growth, result.virtualMs * 1000, nodes);
  const { copies, copiesWaiting, copiesThrownAway } = result.metrics;
  expect([none, waiting, inChain, thrownAway]).toEqual([
    2,
    copiesWaiting,
    copies,
    copiesThrownAway,
  ]);
});

test('no two blocks stand in one place', () => {
  const { growth, result } = run('fast-blocks');
  for (let s = 10; s < result.virtualMs / 1000; s += 20) {
    const { placed } = treeAt(growth, s * 1e6, 40, nodes, attacker);
    expect(new Set(placed.map((p) => `${p.row} ${p.height}`)).size).toBe(placed.length);
  }
});
