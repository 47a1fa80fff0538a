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
    const [act, notice] = story.moments.filter((m) => m.at >= 3e6);
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

  test('is told with what it breaks', async () => {
    const story = tell(
      await loadSystem('partition'),
      {
        scenario: 'broken',
        interventions: [
          '15s partition client-1,replica-1,client-2,replica-2,client-3,replica-3|client-4,replica-4,client-5,replica-5',
          '45s heal',
        ],
      },
      { byHand: [0, 1] },
    );
    const violation = story.moments.find((m) => m.kind === 'violation')!;
    expect(violation.text).toMatch(/, 30\.\d s after the network split\.$/);
    expect(violation.about.length).toBeGreaterThan(0);
  });
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
