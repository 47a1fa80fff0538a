import { expect, it } from 'vitest';
import { makeRecipe, simulate } from '$lib/sim';
import { sceneOf, storyOf } from '$lib/player/story';
import { loadSystem } from '$lib/systems';
import { areGone, crashMoment, MACHINES, SCENARIO, whatFollows, whatHappened } from './home';

/** One crash after another, each asked for at the end of the run. */
async function story(crashes: number) {
  const system = await loadSystem('load-balancer');
  const plain = makeRecipe(system, { scenario: SCENARIO, interventions: [] });
  let last: number | undefined;
  const interventions = MACHINES.slice(0, crashes).map((machine) => {
    last = crashMoment(plain.until!, plain.until!, last);
    return `${last}us crash server-${machine}`;
  });
  const recipe = makeRecipe(system, { scenario: SCENARIO, interventions });
  const { captions } = system.scenarios.find(({ id }) => id === SCENARIO)!;
  const run = simulate(system, recipe, { trace: 'full', captions });
  const byHand = interventions.map((_, i) => i);
  return { run, told: storyOf(run, sceneOf(system, recipe, captions), { byHand }) };
}

it('one crash breaks the system, and within a minute its story has said how', async () => {
  const { run, told } = await story(1);
  expect(run.metrics.rejected).toBeGreaterThan(1000);
  expect(whatHappened(run.metrics)).toMatch(
    /^[\d,]+ of [\d,]+ requests failed \([\d.]+ %\): [\d,]+ were turned away at a full queue/,
  );
  const [first] = told.moments;
  expect(first.text).toMatch(/^Machine 5 crashes\. The load balancer does not know yet/);
  expect(told.moments.at(-1)!.text).toMatch(/not enough machine left/);
  expect(told.moments.at(-1)!.until - first.wall).toBeLessThan(60);
});

it('each further crash takes another machine, later than the one before, and is told', async () => {
  const { run, told } = await story(3);
  const crashed = run.recipe.interventions.map((act) => 'node' in act && act.node);
  expect(crashed).toEqual(['server-5', 'server-4', 'server-3']);
  for (const n of [4, 3])
    expect(told.moments.some((m) => m.text.includes(`Machine ${n} crashes`))).toBe(true);
});

it('a crash is at once while there is enough of the run left', () => {
  expect(crashMoment(5, 10)).toBe(5);
  expect(crashMoment(9, 100, 3)).toBe(9);
  expect(crashMoment(100, 100)).toBe(5);
  expect(crashMoment(90, 100, 20)).toBe(40);
});

it('says who is gone and what that comes to', () => {
  expect([areGone([5]), areGone([5, 4, 3])]).toEqual(['Machine 5 is', 'Machines 5, 4 and 3 are']);
  expect(whatFollows([5])).toContain('four machines get the work of five');
  expect(whatFollows([5, 4, 3, 2])).toContain('one machine gets the work of five');
  expect(whatFollows(MACHINES)).toBe('Nobody is left to answer.');
  expect(whatFollows([5])).not.toMatch(/turned away|queue/);
  expect(whatHappened({ requests: 10, rejected: 0, errors: 0 })).toBe('No request has failed.');
});
