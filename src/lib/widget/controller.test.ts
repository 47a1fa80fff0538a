import { afterEach, describe, expect, it, vi } from 'vitest';
import { system } from '../../../tests/fixtures/toy';
import { Player } from '../player/player.svelte';
import { makeRecipe, simulate, type RecipeParts } from '../sim';
import { addressOf } from './address';
import { WidgetController } from './controller.svelte';
import { SlicedSession } from './session/slices';

const open = async () => new SlicedSession(system);
let made: WidgetController[] = [];

async function make(
  player = new Player({ request: () => 0, cancel: () => {} }),
): Promise<WidgetController> {
  const controller = new WidgetController(player);
  made.push(controller);
  controller.load({ scenario: 'healthy' });
  await controller.open(system, open);
  return controller;
}

const settled = (c: WidgetController) =>
  vi.waitFor(
    () => {
      if (c.stale || c.progress) throw new Error('still computing');
    },
    { timeout: 20_000 },
  );

/** What a reader does who injects a fault at a moment, µs. */
function actAt(c: WidgetController, at: number, act: string): void {
  c.seek(at);
  c.act(act);
}

const digest = (parts: RecipeParts) =>
  simulate(system, makeRecipe(system, parts), { trace: 'full' }).digest;

afterEach(() => {
  for (const controller of made) controller.close();
  made = [];
});

describe('the controller', () => {
  it('computes what was asked for before the system was there', async () => {
    const c = await make();
    await settled(c);
    expect(c.summary?.digest).toBe(digest({ scenario: 'healthy' }));
    expect(c.player.end).toBe(c.result!.virtualMs * 1000);
  });

  it('acts at the present moment, and undoes and redoes it', async () => {
    const c = await make();
    await settled(c);
    actAt(c, 100_000, 'crash worker-1');
    expect(c.stale).toBe(true);
    await settled(c);
    const crashed = digest({ scenario: 'healthy', interventions: ['100ms crash worker-1'] });
    expect([c.summary?.digest, c.player.t, c.canUndo]).toEqual([crashed, 100_000, true]);
    c.undo();
    await settled(c);
    expect(c.summary?.digest).toBe(digest({ scenario: 'healthy' }));
    c.redo();
    await settled(c);
    expect(c.summary?.digest).toBe(crashed);
    expect(c.landmarks.marks).toContainEqual({
      at: 100_000,
      kind: 'act',
      text: 'crash worker-1',
      act: 0,
    });
  });

  it('tells what was done by hand at a moment, and not that moment any more', async () => {
    const c = await make();
    await settled(c);
    const told = c.player.story!.moments.find((m) => m.kind === 'caption')!;
    c.seek(told.at);
    expect(c.player.caption?.text).toBe(told.text);
    c.act('crash worker-1');
    await settled(c);
    expect(c.player.t).toBe(told.at);
    expect(c.player.caption?.text).toMatch(/^worker-1 crashes\.$/i);
  });

  it('keeps the run before the last change, to compare with', async () => {
    const c = await make();
    await settled(c);
    expect(c.before).toBeNull();
    const first = c.result;
    actAt(c, 100_000, 'crash worker-1');
    await settled(c);
    expect(c.before).toBe(first);
    const forked = c.result;
    c.undo();
    await settled(c);
    expect(c.before).toBe(forked);
  });

  it('keeps later acts when one is added in the past', async () => {
    const c = await make();
    await settled(c);
    actAt(c, 200_000, 'crash worker-1');
    actAt(c, 100_000, 'pause worker-2');
    expect(c.recipe!.interventions.map((i) => i.at)).toEqual([100_000, 200_000]);
  });

  it('shows a mistake, changes nothing, and goes on working', async () => {
    const c = await make();
    await settled(c);
    const before = c.recipe;
    c.act('crash nobody');
    expect(c.error).toMatch(/no node "nobody".*allowed: /);
    c.changeSetting('requests', -4);
    expect(c.error).toMatch(/requests: "-4".*whole number/);
    c.load({ scenario: 'none' });
    expect(c.error).toMatch(/scenario: no "none"/);
    expect(c.recipe).toBe(before);
    c.changeSetting('requests', 7);
    expect(c.error).toBeNull();
    await settled(c);
    expect(c.summary?.digest).toBe(digest({ scenario: 'healthy', settings: { requests: 7 } }));
  });

  it('changes a setting or the seed and stays at the moment; reset goes back', async () => {
    const c = await make();
    await settled(c);
    c.seek(50_000);
    c.changeSetting('serviceMs', 9);
    c.setSeed(42);
    await settled(c);
    expect(c.player.t).toBe(50_000);
    expect([c.recipe!.seed, c.recipe!.settings.serviceMs]).toEqual([42, 9]);
    c.reset();
    await settled(c);
    expect(c.summary?.digest).toBe(digest({ scenario: 'healthy' }));
    c.undo();
    expect(c.recipe!.seed).toBe(42);
  });

  it('runs the whole in numbers for whoever asks, the trace after it', async () => {
    const c = await make();
    c.load({ scenario: 'healthy', requests: 300 });
    const summary = await c.run({ trace: 'metrics' });
    const parts = { scenario: 'healthy', settings: { requests: 300 } };
    expect(summary.digest).toBe(digest(parts));
    expect(c.focus).toBe('whole');
    await settled(c);
    expect(c.result?.digest).toBe(digest(parts));
    expect((await c.run({ trace: 'full' })).digest).toBe(digest(parts));
  });

  it('moves an act in time and takes it back: the runs are those of the recipes', async () => {
    const c = await make();
    await settled(c);
    actAt(c, 100_000, 'crash worker-1');
    actAt(c, 200_000, 'crash worker-2');
    await settled(c);
    c.moveAct(0, 300_000);
    await settled(c);
    expect(c.acts.map((a) => a.at)).toEqual([200_000, 300_000]);
    const moved = ['200ms crash worker-2', '300ms crash worker-1'];
    expect(c.summary?.digest).toBe(digest({ scenario: 'healthy', interventions: moved }));
    c.removeAct(0);
    await settled(c);
    expect(c.summary?.digest).toBe(
      digest({ scenario: 'healthy', interventions: ['300ms crash worker-1'] }),
    );
    c.moveAct(0, 10 * c.player.end);
    expect(c.acts[0].at).toBe(c.player.end);
    const marks = c.landmarks.marks.filter((m) => m.act !== undefined);
    expect(marks.map((m) => m.act)).toEqual([0]);
  });

  it('gives up a whole run, and says so to who waits', async () => {
    const c = await make();
    const run = c.run();
    c.load({ scenario: 'healthy', seed: 5 });
    await expect(run).rejects.toThrow(/given up/);
    c.changeSetting('requests', 50_000);
    const million = c.million();
    c.cancel();
    await million;
    expect([c.whole, c.focus]).toEqual([null, 'moment']);
  });

  it('opens when a run is busy, or just before the first fault; its story begins before its first moment', async () => {
    const c = await make();
    c.load({ until: '1s' });
    await settled(c);
    expect(c.player.t).toBe(5000);
    c.load({ interventions: ['300ms crash worker-1'] });
    await settled(c);
    expect(c.player.speed).toBe(1 / 100);
    expect([c.player.t, c.opening]).toEqual([285_000, true]);
    const [first] = c.player.story!.moments;
    c.play();
    expect(c.player.t).toBeLessThan(first.at);
    expect(c.player.wall).toBeGreaterThanOrEqual(first.wall - 2.01);
    c.load({ interventions: ['300ms crash worker-1'] });
    await settled(c);
    c.goToMoment(1);
    expect(c.player.t).toBe(first.at);
  });

  it('tells what is done while it plays from there, however long the new run takes', async () => {
    let frame: (now: number) => void = () => {};
    const request = (next: (now: number) => void) => ((frame = next), 1);
    const c = await make(new Player({ request, cancel: () => {} }));
    await settled(c);
    const lapse = c.player.story!.pieces.find((p) => p.isLapse)!;
    c.seek((lapse.from + lapse.to) / 2);
    const at = Math.floor(c.player.t);
    c.play();
    frame(0);
    c.act('crash worker-1');
    for (let now = 100; now <= 5000; now += 100) frame(now);
    expect([c.player.story, c.player.lapse]).toEqual([null, null]);
    await settled(c);
    expect(c.player.t).toBe(at);
    expect(c.player.caption?.text).toMatch(/^Worker-1 crashes/);
  });

  it('tells what the reader has done, and a link says at what speed it is watched', async () => {
    const c = await make();
    await settled(c);
    actAt(c, 100_000, 'crash worker-1');
    await settled(c);
    expect(c.player.caption).toMatchObject({ kind: 'act', at: 100_000 });
    expect(c.player.caption!.about).toContain('worker-1');
    vi.stubGlobal('location', { href: 'http://localhost/' });
    expect(addressOf(c)).not.toMatch(/~speed_/);
    c.player.faster(1);
    expect(addressOf(c)).toContain(`~speed_${c.player.speed}~`);
    vi.unstubAllGlobals();
    c.adopt({ recipe: c.recipe!, story: 'healthy', t: 5, speed: 2 });
    expect([c.player.telling, c.player.speed]).toEqual([false, 2]);
    c.load({ scenario: 'healthy' });
    expect(c.player.telling).toBe(true);
  });

  it('says what a message held', async () => {
    const c = await make();
    await settled(c);
    expect(await c.inspect(0)).toMatchObject({ type: expect.any(String) });
  });
});
