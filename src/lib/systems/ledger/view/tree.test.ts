import { expect, test } from 'vitest';
import { makeRecipe, simulate } from '../../../sim';
import { system } from '..';
import { BLOCK, CHIP, heightsIn, placeTree } from './place';
import { copiesAt, growthOf, treeAt } from './tree';

const { parts = {} } = system.topology(makeRecipe(system, {}).settings);
const nodes = ['left', 'lightLeft', 'right', 'lightRight'].flatMap((name) => parts[name].nodes);
const [attacker] = parts.attacker.nodes;

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
  const counts = copiesAt(growth, result.virtualMs * 1000, nodes);
  const { copies, copiesWaiting, copiesThrownAway } = result.metrics;
  expect(counts).toEqual({
    none: 2,
    waiting: copiesWaiting,
    'in-chain': copies,
    pruned: copiesThrownAway,
  });
});

test('no two blocks stand in one place', () => {
  const { growth, result } = run('fast-blocks');
  for (let s = 10; s < result.virtualMs / 1000; s += 20) {
    const { placed } = treeAt(growth, s * 1e6, 40, nodes, attacker);
    expect(new Set(placed.map((p) => `${p.row} ${p.height}`)).size).toBe(placed.length);
  }
});

test.each([
  ['lying', 640, false],
  ['lying', 1000, false],
  ['upright', 324, true],
] as const)('%s on %i px, blocks and chips stand clear of each other', (_name, width, upright) => {
  const { growth, result } = run('fast-blocks');
  for (let s = 10; s < result.virtualMs / 1000; s += 20) {
    const tree = treeAt(growth, s * 1e6, heightsIn(width, upright), nodes, attacker);
    const { at, chipsAt, inRow, blockWidth, height } = placeTree(tree, width, upright);
    const boxes = tree.placed.flatMap(({ id, followers }) => {
      const { x, y } = at.get(id)!;
      const chips = followers.map((_, i) => ({
        x: x + chipsAt.x + (i % inRow) * CHIP.across,
        y: y + chipsAt.y + Math.floor(i / inRow) * CHIP.down,
        w: CHIP.w,
        h: CHIP.h,
      }));
      return [{ x, y, w: blockWidth, h: BLOCK.h }, ...chips];
    });
    for (const [i, a] of boxes.entries()) {
      expect(a.x >= 0 && a.x + a.w <= width && a.y >= 0 && a.y + a.h <= height).toBe(true);
      for (const b of boxes.slice(i + 1))
        expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(
          true,
        );
    }
  }
});

test('a phone sees the fork of an hour apart, not only its ends', () => {
  const { growth } = run('partition');
  const tree = treeAt(growth, 79 * 60e6, heightsIn(324, true), nodes, attacker);
  expect(tree.placed.some((p) => p.state === 'branch')).toBe(true);
  const parents = tree.placed.filter((p) => p.state === 'branch').map((p) => p.parent);
  const shared = tree.placed.filter((p) => p.row === 0).map((p) => p.id);
  expect(parents.some((id) => shared.includes(id) || (id === 0 && tree.low === 0))).toBe(true);
});
