import { describe, expect, test } from 'vitest';
import { play, system } from '../../../../tests/fixtures/toy';
import { Rec } from '../../sim';
import { indexRun } from '../picture';
import { narrate } from './narration';

function tellerOf(interventions: string[]) {
  const { result } = play({ interventions, until: '1s' });
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const index = indexRun(result, nodes, links);
  const told = { system, index, series: result.series };
  return { trace: result.trace!, tell: (from: number, to: number) => narrate(told, from, to) };
}

describe('narration', () => {
  test('a fault, what it did, and how things stand since', () => {
    const { tell } = tellerOf(['100ms crash worker-1']);
    expect(tell(99_999, 100_000)).toMatch(
      /^At 0\.1 s: crash worker-1; worker-1 is crashed;.*worker-1 crashed/,
    );
    expect(tell(200_000, 200_000)).toMatch(/^At 0\.2 s: worker-1 crashed/);
  });

  test('one message is told by name', () => {
    const { tell, trace } = tellerOf([]);
    const at = trace.sent[0];
    expect(tell(at - 1, at)).toMatch(/Add sent from client-\d to worker-\d|messages? sent/);
    const delivered = trace.ended[0];
    expect(tell(delivered - 1, delivered)).toMatch(/^At 0\.\d+ s: Add delivered from client/);
  });

  test('where only a timer ran out, it is told', () => {
    const { tell, trace } = tellerOf([]);
    const kinds = new Map<number, number[]>();
    trace.at.forEach((at, i) => kinds.set(at, [...(kinds.get(at) ?? []), i]));
    const [at, [record]] = [...kinds].find(([, all]) =>
      all.every((i) => trace.kind[i] === Rec.Timer),
    )!;
    expect(tell(at - 1, at)).toContain(`: timer ${trace.names[trace.name[record]]}`);
  });

  test('a long time is summed up', () => {
    const { tell } = tellerOf(
      ['restart', 'crash', 'restart', 'crash'].map((act, i) => `${100 + 10 * i}ms ${act} worker-1`),
    );
    const text = tell(0, 900_000);
    expect(text).toMatch(/and \d+ more changes/);
    expect(text).toMatch(/\d+ messages sent/);
    expect(text.length).toBeLessThan(400);
  });

  test('going back tells how things stood, not what happened', () => {
    const { tell } = tellerOf(['100ms pause worker-2', '200ms resume worker-2']);
    const text = tell(300_000, 150_000);
    expect(text).toContain('worker-2 paused');
    expect(text).not.toContain('sent');
  });

  test('before anything has happened it says so', () => {
    const { tell } = tellerOf([]);
    expect(tell(0, 0)).toMatch(/^At 0 s: /);
  });
});
