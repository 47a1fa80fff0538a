import { describe, expect, test } from 'vitest';
import { makeRecipe, replayCommand, simulate, type Settings } from '../../sim';
import { system } from '.';

/**
 * Three sign-ups at once, two of them on one row. Jitter gives nearly every event a time of its own, so that a crash
 * just before each of these times is a crash in each gap between two events.
 */
const SHORT: Settings = {
  signUps: 3,
  ratePerSecond: 200,
  hotPercent: 70,
  requestLossPercent: 0,
  replyLossPercent: 0,
  rejectPercent: 0,
  instances: 2,
  jitterMs: 0.2,
  timeoutMs: 100,
  retries: 20,
  takeoverMs: 200,
  patienceMs: 1000,
  settleMs: 700,
};
const DOWN_MS = 300;

/** Every time at which something happens before the last sign-up has been answered and confirmed. */
function momentsOf(settings: Settings): number[] {
  const { trace } = simulate(system, makeRecipe(system, { settings }), { trace: 'full' });
  const last = trace!.names.indexOf('acknowledge');
  let end = 0;
  trace!.at.forEach((at, i) => {
    if (last < 0 ? trace!.names[trace!.name[i]] === 'signed-up' : trace!.name[i] === last) end = at;
  });
  return [...new Set(trace!.at)].filter((at) => at > 0 && at <= end);
}

/** Crashes nodes just before a moment and restarts them later. Returns what did not hold. */
function crashedAt(settings: Settings, at: number, nodes: readonly string[]): string[] {
  const interventions = nodes.flatMap((node, i) => [
    `${at}us crash ${node}`,
    `${at + (DOWN_MS + 150 * i) * 1000}us restart ${node}`,
  ]);
  const recipe = makeRecipe(system, { settings, interventions });
  const { verdicts, metrics } = simulate(system, recipe);
  const wrong = verdicts.filter((v) => v.kind !== 'sometimes' && !v.holds).map((v) => v.property);
  if (metrics.answered !== 3) wrong.push(`${metrics.answered} of 3 have an account`);
  return wrong.length > 0 ? [`${wrong.join(', ')}: ${replayCommand(recipe, system)}`] : [];
}

function everywhere(settings: Settings, victims: readonly (readonly string[])[]): string[] {
  const moments = momentsOf(settings);
  expect(moments.length).toBeGreaterThan(15);
  return moments.flatMap((at) => victims.flatMap((nodes) => crashedAt(settings, at, nodes)));
}

const databases = [['users-db'], ['wallets-db']];
const designs: [string, Settings, string[][]][] = [
  [
    'two-phase commit',
    { mode: 'two-phase' },
    [...databases, ['coordinator-1'], ['users-1'], ['coordinator-1', 'wallets-db']],
  ],
  [
    'a replicated coordinator',
    { mode: 'replicated' },
    [
      ...databases,
      ['coordinator-1'],
      ['coordinator-2'],
      ['coordinator-3'],
      ['users-1'],
      ['coordinator-1', 'wallets-db'],
      ['coordinator-1', 'coordinator-2'],
    ],
  ],
  [
    'a replicated coordinator whose acceptors tell everybody',
    { mode: 'replicated', fasterPaxos: true },
    [...databases, ['coordinator-1'], ['coordinator-2'], ['coordinator-1', 'users-db']],
  ],
  ['one service', { mode: 'one' }, [['users-db'], ['users-1']]],
];

describe('a crash before every single event', { timeout: 240_000 }, () => {
  test.each(designs)('%s is atomic, and comes to an end', (_name, design, victims) => {
    expect(everywhere({ ...SHORT, ...design }, victims).slice(0, 3)).toEqual([]);
  });

  test.each(['forgets-prepared', 'forgets-decision'])('and %s does not stand it', (bug) => {
    const wrong = everywhere({ ...SHORT, bug }, [['coordinator-1', 'wallets-db'], ['wallets-db']]);
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.join('\n')).toContain('all-or-nothing');
  });

  test('and neither do two calls', () => {
    const wrong = everywhere({ ...SHORT, mode: 'naive' }, [['users-1'], ['users-2']]);
    expect(wrong.join('\n')).toContain('books-agree');
  });
});
