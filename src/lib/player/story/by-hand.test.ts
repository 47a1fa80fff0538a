import { describe, expect, test } from 'vitest';
import {
  formatDuration,
  formatIntervention,
  makeRecipe,
  scenarioOf,
  simulate,
  type Recipe,
  type RecipeParts,
  type System,
} from '../../sim';
import { loadSystem } from '../../systems';
import { sceneOf, storyOf, wallAt } from '.';

const tell = (system: System, parts: RecipeParts, options = {}) => {
  const recipe = makeRecipe(system, parts);
  return storyOf(simulate(system, recipe, { trace: 'full' }), sceneOf(system, recipe), options);
};

describe('what the reader does by hand', () => {
  const crash = { scenario: 'healthy', until: '10s', interventions: ['3s crash server-5'] };

  test('is told with who noticed it, and after how long', async () => {
    const story = tell(await loadSystem('load-balancer'), crash, { byHand: [0] });
    const [act, ...later] = story.moments.filter((m) => m.at >= 3e6);
    const notice = later.find((m) => /ejected/.test(m.text))!;
    expect(act).toMatchObject({ kind: 'act', at: 3e6, text: 'Machine 5 crashes.' });
    expect(notice.text).toMatch(
      /^Load balancer marks machine 5 as ejected, \d+\.\d s after the crash\.$/,
    );
    expect(notice.about).toEqual(expect.arrayContaining(['lb-1', 'server-5']));
  });

  test('is told by no caption that knew nothing of it', async () => {
    const system = await loadSystem('replication');
    const { captions } = scenarioOf(system, 'broken');
    const run = (interventions: string[]) => {
      const { interventions: own } = makeRecipe(system, { scenario: 'broken' });
      const recipe = makeRecipe(system, {
        scenario: 'broken',
        interventions: [...own.map(formatIntervention), ...interventions],
      });
      const options = interventions.length > 0 ? { byHand: [place(recipe, interventions[0])] } : {};
      return storyOf(
        simulate(system, recipe, { trace: 'full', captions }),
        sceneOf(system, recipe, captions),
        options,
      );
    };
    const place = ({ interventions }: Recipe, text: string) =>
      interventions.findIndex((act) => formatIntervention(act) === text);
    const told = run([]).moments.find((m) => m.kind === 'caption')!;
    const tell = (act: string) =>
      run([`${formatDuration(told.at)} ${act}`]).moments.filter((m) => m.at === told.at);
    const elsewhere = tell('slow monitor-1 x2');
    expect(elsewhere.map((m) => m.kind)).toEqual(['caption', 'act']);
    expect(elsewhere[1].text).toMatch(/takes 2 times as long/);
    // One that names who was acted on may be what came of it: it follows.
    const [here] = tell(`slow ${told.about[0]} x2`);
    expect(here.text).toMatch(/takes 2 times as long for any work\. /);
    expect(here.text).toContain(told.text);
  });

  test('is told from that moment on', async () => {
    const system = await loadSystem('load-balancer');
    const story = tell(system, crash, { from: 3e6, byHand: [0] });
    expect(story.begin).toBe(3e6);
    expect(story.moments.every((m) => m.at >= 3e6)).toBe(true);
    expect(story.moments[0]).toMatchObject({ wall: 0, kind: 'act' });
    expect(wallAt(story, 3e6)).toBe(0);
    expect(story.moments[1].wall).toBeLessThanOrEqual(8);
  });

  test('is told with what it breaks, and nothing else is', async () => {
    const system = await loadSystem('partition');
    const split =
      '15s partition client-1,replica-1,client-2,replica-2,client-3,replica-3|client-4,replica-4,client-5,replica-5';
    const runWith = (interventions: string[]) =>
      simulate(system, makeRecipe(system, { scenario: 'broken', interventions }));
    const before = [runWith([]), runWith([split])];
    const told = (options: object) =>
      tell(system, { scenario: 'broken', interventions: [split, '45s heal'] }, options)
        .moments.flatMap((m) => m.parts)
        .filter((p) => p.kind === 'violation');
    const [violation] = told({ byHand: [0, 1], before });
    expect(violation.text).toMatch(
      /, 30\.\d s after the network split\. Without the network split it would not have happened\.$/,
    );
    expect(violation.about.length).toBeGreaterThan(0);
    // Where nobody knows what the run was before, or where it was broken before, nobody is blamed.
    const broken = told({ byHand: [0, 1] });
    expect(broken[0].text).not.toMatch(/after the|Without/);
    const already = before.map((came) => ({
      ...came,
      verdicts: came.verdicts.map((v) => ({ ...v, holds: false })),
    }));
    expect(told({ byHand: [0, 1], before: already })[0].text).not.toMatch(/after the|Without/);
  });
});

test('no later change of mode is told as noticing, unless it follows from what was done', async () => {
  const system = await loadSystem('ledger');
  const parts = { scenario: 'healthy', until: '900s', interventions: ['360s slow merchant x3'] };
  const { moments } = tell(system, parts, { byHand: [0] });
  const byHand = moments.flatMap((m) => m.parts).filter((p) => p.byHand);
  expect(byHand.map((p) => p.text)).toEqual(['Merchant takes 3 times as long for any work.']);
});

test('who waits in vain is told with whom for, and a message that nobody waits for without', async () => {
  const system = await loadSystem('call-chain');
  const of = (act: string) =>
    tell(
      system,
      { scenario: 'healthy', until: '8s', interventions: [`4.8s ${act}`] },
      { byHand: [0] },
    )
      .moments.flatMap((m) => m.parts)
      .filter((p) => p.byHand && p.kind === 'mode')
      .map((p) => p.text);
  expect(of('crash database')).toEqual([
    'Accounts have waited in vain for database, 501 ms after the crash.',
  ]);
  expect(of('cut users<->edge')[0]).toMatch(
    /^Users have waited in vain for edge, 2\.0 s after the cut\.$/,
  );
  expect(of('skew users 2s')).toEqual([]);
});

test('a run without captions is told by acts, mode changes and verdicts, in sentences', async () => {
  const story = tell(await loadSystem('replication'), {
    scenario: 'split-brain',
    until: '30s',
  });
  const kinds = story.moments.map((m) => m.kind);
  expect(kinds).toEqual(expect.arrayContaining(['act', 'violation']));
  for (const { text } of story.moments) expect(text).toMatch(/^\S.*[.…]$/);
  expect(story.moments.map((m) => m.text).join(' ')).not.toMatch(
    /node-\d|monitor-\d|undefined|NaN/,
  );
});

test('an operation on another node is told by its name', async () => {
  const system = await loadSystem('clocks');
  const { moments } = tell(system, {
    until: '1s',
    interventions: ['0.1s operate writer-a news writer-b'],
  });
  expect(moments[0].text).toMatch(/^A: Send news to B\./);
});
