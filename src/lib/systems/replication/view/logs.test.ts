import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../nodes/store/timeline';
import { makeRecipe, Run, simulate } from '../../../sim';
import { system } from '..';
import { logsAt, readLogs, sentenceOf, viewOf, type Logs, type Worth } from './logs';

function look(parts: Parameters<typeof makeRecipe>[1]) {
  const recipe = makeRecipe(system, parts);
  const result = simulate(system, recipe, { trace: 'full' });
  const reading = readLogs(result, system.topology(recipe.settings).nodes)!;
  return { recipe, result, at: (s: number) => logsAt(reading, s * 1e6) };
}

const sizes = (logs: Logs, copy: number, worth: Worth): number =>
  logs.copies[copy].pieces
    .filter((p) => p.worth === worth)
    .reduce((n, p) => n + p.to - p.from + 1, 0);

describe('the logs side by side', { timeout: 60_000 }, () => {
  it('a lag is entries on one disk alone; a fail-over loses them; the old primary forgets them', () => {
    const { at, result } = look({ scenario: 'broken' });
    const before = at(9.9);
    expect(before.copies.map((c) => c.role)).toEqual(['primary', 'standby', 'standby']);
    expect(before.alone).toBeGreaterThan(60);
    expect(sizes(before, 0, 'alone')).toBe(before.alone);
    expect(before.lost).toBe(0);
    expect(sentenceOf(before)).toMatch(/on the disk of node 1 \(A\) alone: at risk/);

    const after = at(18);
    expect(after.copies[0].role).toBe('crashed');
    expect(after.stands.id).not.toBe('node-1');
    expect(after.lost).toBe(sizes(after, 0, 'lost'));
    expect(Math.abs(after.lost - result.metrics.lostAcked)).toBeLessThan(10);
    expect(sentenceOf(after)).toContain('still on the disk of node 1');

    const end = at(24);
    expect([end.lost, sizes(end, 0, 'lost')]).toEqual([after.lost, 0]);
    expect(sentenceOf(end)).toContain('No disk holds them any longer');
  });

  it('one standby to wait for: nothing acknowledged is ever on one disk alone', () => {
    const { at } = look({ scenario: 'fixed' });
    for (const s of [1, 5, 9.9, 12, 18, 24]) expect(at(s)).toMatchObject({ alone: 0, lost: 0 });
  });

  it('no fencing: two histories, and the older one goes', () => {
    const { at, result } = look({ scenario: 'split-brain' });
    const cut = at(40);
    expect(cut.copies.filter((c) => c.role === 'primary')).toHaveLength(2);
    expect(cut.left).toBeGreaterThan(1000);
    const { from, to } = viewOf(cut);
    expect(to - from).toBeGreaterThan(cut.left);
    const { lost } = at(result.virtualMs / 1000);
    expect(Math.abs(lost - result.metrics.lostAcked)).toBeLessThan(0.02 * lost);
  });

  it.each(['broken', 'split-brain', 'fenced', 'zone-loss'])(
    'has of %s the very logs that the nodes have',
    (scenario) => {
      const { recipe, at } = look({ scenario });
      const run = new Run(system, recipe, { trace: 'full' });
      for (const s of [4, 11, 16, 21, 24]) {
        run.advance(Infinity, s * 1e6);
        const real = run.world.nodes
          .filter((n) => n.id.startsWith('node-'))
          .map((n) => (n.durable as { log: Timeline }).log);
        const seen = at(run.world.now / 1e6).copies;
        expect(seen.map(({ length, spans }) => ({ length, spans }))).toEqual(
          real.map((log) => ({ length: log.length, spans: log.spans })),
        );
      }
    },
  );
});
