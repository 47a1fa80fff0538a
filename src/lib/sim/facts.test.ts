import { describe, expect, it } from 'vitest';
import { play, system } from '../../../tests/fixtures/toy';
import { observer } from './system';
import { Run } from './run';
import type { System, World } from './system';

const parts = { settings: { requests: 20 }, until: '1s' };

/** The toy with an observer that shows, at each worker, how many of its answers have come. */
function showing(fact: 'answered' | 'undeclared'): System {
  const bookkeeper = observer<World>()({
    facts: { answered: { title: 'answered', mark: 'count' } },
    begin: (): { counts: Record<string, number> } => ({ counts: {} }),
    deliver({ counts }, _world, from, _to, message, show) {
      if (message.type !== 'ok') return;
      counts[from] = (counts[from] ?? 0) + 1;
      show(from, fact as 'answered', counts[from]);
    },
  });
  const answered = { title: 'answered', unit: '', mark: 'count' } as const;
  return {
    ...system,
    gauges: { ...system.gauges, answered },
    observer: bookkeeper as unknown as System['observer'],
  };
}

const written = ({ result: { trace } }: ReturnType<typeof play>) =>
  trace!.gauges
    .filter(({ name }) => name === 'answered')
    .map(({ node, at, value }) => ({ node, at: [...at], value: [...value] }));

describe('what an observer shows', () => {
  it('is in the trace as a level of the node, at its moments', () => {
    const gauges = written(play(parts, 'full', showing('answered')));
    expect(gauges.length).toBeGreaterThan(0);
    const all = gauges.reduce((sum, { value }) => sum + value.length, 0);
    const { trace } = play(parts).result;
    const oks = [...trace!.type].filter((type) => trace!.names[type] === 'ok').length;
    expect(all).toBe(oks);
    for (const { value } of gauges) expect(value).toEqual(value.map((_, i) => i + 1));
  });

  it('changes nothing in a run', () => {
    const [plain, shown] = [play(parts), play(parts, 'full', showing('answered'))];
    expect(shown.result.digest).toBe(plain.result.digest);
    const bare = play(parts, 'metrics', showing('answered'));
    expect(bare.result.digest).toBe(plain.result.digest);
  });

  it('is still there, and goes on, after a checkpoint', () => {
    const of = showing('answered');
    const straight = play(parts, 'full', of);
    const run = new Run(of, straight.run.recipe, { trace: 'full' });
    run.advance(Infinity, 150_000);
    const saved = run.save();
    run.advance(Infinity, 250_000);
    const resumed = Run.resume(run.recipe, run, saved);
    resumed.advance();
    expect(written({ run: resumed, result: resumed.result() })).toEqual(written(straight));
    expect(written(straight)[0].at.some((at) => at < 150_000)).toBe(true);
  });

  it('is an error where the system does not declare it', () => {
    expect(() => play(parts, 'full', showing('undeclared'))).toThrow(
      'toy declares no gauge "undeclared"',
    );
  });
});
