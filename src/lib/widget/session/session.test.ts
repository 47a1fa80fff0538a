import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interventions, play, recipes, system } from '../../../../tests/fixtures/toy';
import { everything } from '../../../../tests/fixtures/traces';
import { makeRecipe, simulate, type RecipeParts, type System } from '../../sim';
import { loadSystem } from '../../systems';
import { AT_ANY_PRICE } from './checkpoints';
import { Cancelled, type Outcome } from './job';
import { RemoteSession, type Port } from './remote';
import { received, toSend, transferred } from './sent';
import { SlicedSession } from './slices';
import { partingOf, Work } from './work';

/** How often `whole` went on from a checkpoint. */
let resumed = 0;
const whole = (parts: RecipeParts, before: Work | null = null): Work => {
  const job = { recipe: makeRecipe(system, parts), story: 'healthy', trace: 'full' } as const;
  const work = new Work(system, job, before, AT_ANY_PRICE);
  if (work.events > 0) resumed++;
  while (!work.step(1000));
  return work;
};

/** A worker in this very thread: messages are cloned and transferred as a real port does it. */
function portTo(session: SlicedSession): Port {
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = async ({ data }) => {
    if (data.do === 'open') port2.postMessage({ say: 'open' });
    if (data.do === 'cancel') session.cancel();
    if (data.do === 'inspect') {
      const message = await session.inspect(data.envelope);
      port2.postMessage({ say: 'message', id: data.id, message });
    }
    if (data.do !== 'run') return;
    const { id, job } = data;
    const send = (say: string, outcome: Outcome) => {
      const sent = toSend(outcome);
      port2.postMessage({ say, id, sent }, transferred(sent));
    };
    await session
      .run(job, {
        onprogress: (progress) => port2.postMessage({ say: 'progress', id, progress }),
        onlook: (outcome) => send('look', outcome),
      })
      .then(
        (outcome) => send('outcome', outcome),
        (error: Error) =>
          error instanceof Cancelled ||
          port2.postMessage({ say: 'failed', id, problem: error.message }),
      );
  };
  return Object.assign(port1, { terminate: () => port2.close(), onerror: null }) as unknown as Port;
}

/** A run of the load balancer over a port, in slices of so many ms. */
async function openRemote(until: string, sliceMs: number) {
  const big = (await loadSystem('load-balancer')) as unknown as System;
  const recipe = makeRecipe(big, { scenario: 'broken', until });
  const slices = new SlicedSession(big, sliceMs);
  const remote = await RemoteSession.open(portTo(slices), big.id);
  const close = () => {
    remote.close();
    slices.close();
  };
  return { big, recipe, remote, close };
}

describe('a run in slices', () => {
  it('is the run in one go', async () => {
    const session = new SlicedSession(system, 1);
    const parts = { interventions: ['100ms crash worker-1', '200ms restart worker-1'] };
    const job = { recipe: makeRecipe(system, parts), story: 'healthy', trace: 'full' } as const;
    const { result, complete } = await session.run(job);
    expect(complete).toBe(true);
    expect(everything(result)).toEqual(everything(play(parts).result));
    session.close();
  });

  it('is the same over a worker’s port, with progress, and says what a message held', async () => {
    const { big, recipe, remote, close } = await openRemote('2s', 5);
    const seen: number[] = [];
    const job = { recipe, trace: 'full' } as const;
    const { result } = await remote.run(job, {
      onprogress({ fraction, result: soFar }) {
        seen.push(fraction);
        expect(soFar.trace).toBeNull();
      },
    });
    expect(everything(result)).toEqual(everything(simulate(big, recipe, { trace: 'full' })));
    expect(result.recipe).toBe(recipe);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await remote.inspect(0)).toMatchObject({ type: expect.any(String) });
    close();
  });

  it('shows what is looked at before the rest is computed, once, as it will be', async () => {
    const { big, recipe, remote, close } = await openRemote('20s', 40);
    const looks: Outcome[] = [];
    const job = { recipe, trace: 'full', soon: 1_000_000 } as const;
    const { result } = await remote.run(job, { onlook: (outcome) => looks.push(outcome) });
    expect(looks).toHaveLength(1);
    const { result: first, reading, complete } = looks[0];
    expect([first.recipe === recipe, complete]).toEqual([true, false]);
    expect(first.virtualMs).toBeGreaterThan(1000);
    expect(first.virtualMs).toBeLessThan(result.virtualMs);
    const records = first.trace!.at.length;
    expect(first.trace!.kind).toEqual(result.trace!.kind.subarray(0, records));
    expect(first.trace!.at).toEqual(result.trace!.at.subarray(0, records));
    // What is still to come is on the timeline already.
    const acts = reading!.landmarks.marks.filter((mark) => mark.act !== undefined);
    expect(acts).toHaveLength(recipe.interventions.length);
    expect(result.digest).toBe(simulate(big, recipe).digest);
    close();
  });

  it('gives a run up for the next one, and goes on working after a failure', async () => {
    const session = new SlicedSession(system, 1);
    const recipe = makeRecipe(system, { settings: { requests: 20_000 } });
    const first = session.run({ recipe, trace: 'metrics' });
    const second = session.run({ recipe: makeRecipe(system, { seed: 2 }), trace: 'metrics' });
    await expect(first).rejects.toBeInstanceOf(Cancelled);
    expect((await second).result.recipe.seed).toBe(2);
    await expect(session.run({ recipe, trace: 'metrics', story: 'none' })).rejects.toThrow(/none/);
    session.cancel();
    expect((await session.run({ recipe, trace: 'metrics' })).complete).toBe(true);
    session.close();
  });

  it('cuts a long trace off, and says so', async () => {
    const session = new SlicedSession(system);
    const recipe = makeRecipe(system, { settings: { requests: 100_000 } });
    const { result, complete } = await session.run({ recipe, trace: 'full', mostEvents: 1000 });
    expect(complete).toBe(false);
    expect(result.events).toBeGreaterThanOrEqual(1000);
    expect(result.events).toBeLessThan(1500);
    session.close();
  });
});

describe('a run resumed from a checkpoint of the one before', () => {
  it('is the run from the beginning, whatever was changed', () => {
    fc.assert(
      fc.property(recipes, interventions, fc.nat(8), ({ ...parts }, added, kept) => {
        const changed = [...parts.interventions!.slice(0, kept), ...added];
        const before = whole({ ...parts, until: '500ms' });
        const after = whole({ ...parts, interventions: changed, until: '500ms' }, before);
        const again = whole({ ...parts, until: '500ms' }, after);
        const anew = whole({ ...parts, interventions: changed, until: '500ms' });
        expect(everything(after.outcome().result)).toEqual(everything(anew.outcome().result));
        expect(everything(again.outcome().result)).toEqual(everything(before.outcome().result));
      }),
      { numRuns: 25 },
    );
    expect(resumed).toBeGreaterThan(4);
  }, 30_000);

  it('takes a real system’s long run up where it parts, and payloads with it', async () => {
    const big = (await loadSystem('load-balancer')) as unknown as System;
    const job = (interventions: string[]) =>
      ({ recipe: makeRecipe(big, { scenario: 'healthy', interventions }), trace: 'full' }) as const;
    const before = new Work(big, job([]), null, AT_ANY_PRICE);
    while (!before.step(1000));
    const after = new Work(big, job(['15s crash server-5']), before);
    expect(after.events).toBeGreaterThan(0);
    while (!after.step(1000));
    const anew = simulate(big, job(['15s crash server-5']).recipe, { trace: 'full' });
    expect(after.outcome().result.digest).toBe(anew.digest);
    expect(after.outcome().result.trace!.at.length).toBe(anew.trace!.at.length);
    expect(after.payload(3)).toEqual(before.payload(3));
  });
});

describe('where two recipes part', () => {
  const recipe = (parts: RecipeParts) => makeRecipe(system, parts);
  const acts = ['1s crash worker-1', '3s restart worker-1'];

  it('is at the first act that differs, or where the shorter run ends', () => {
    const base = recipe({ interventions: acts });
    const at = (parts: RecipeParts) => partingOf(base, recipe(parts));
    expect(at({ interventions: acts })).toBe(Infinity);
    expect(at({ interventions: [...acts, '4s heal'] })).toBe(4e6);
    expect(at({ interventions: [acts[0], '2s heal', acts[1]] })).toBe(2e6);
    expect(at({ interventions: acts.slice(1) })).toBe(1e6);
    expect(at({ interventions: acts, seed: 2 })).toBe(-1);
    expect(at({ interventions: acts, settings: { requests: 9 } })).toBe(-1);
    expect(at({ interventions: acts, until: '9s' })).toBe(-1);
    expect(
      partingOf(recipe({ until: '9s' }), recipe({ until: '5s', interventions: ['7s heal'] })),
    ).toBe(5e6);
  });
});

describe('what is sent over a port', () => {
  it('is what was computed, a history of a real system with its values included', async () => {
    const split = (await loadSystem('partition')) as unknown as System;
    const recipe = makeRecipe(split, { scenario: 'double-spend', until: '6s' });
    const result = simulate(split, recipe, { trace: 'full' });
    expect(result.history.length).toBeGreaterThan(100);
    const sent = structuredClone(toSend({ result, complete: true }));
    expect(everything(received(sent, recipe).result)).toEqual(everything(result));
  });
});
