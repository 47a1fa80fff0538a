import { fireEvent, render } from '@testing-library/svelte';
import { tick, type Component } from 'svelte';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeRecipe, Run, simulate, type RunResult, type Scenario, type System } from '../sim';
import { loadSystem, systemIds } from '../systems';
import type { WidgetController } from './controller.svelte';
import HistoryPanel from './parts/HistoryPanel.svelte';
import { loadSystemView } from './system-view';

/** jsdom lays nothing out, so nothing changes its size. */
class NoResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
beforeAll(() => vi.stubGlobal('ResizeObserver', NoResizes));

const nothing = () => undefined;
const handlers = {
  ...{ onseek: nothing, onselect: nothing, onhover: nothing, onset: nothing, onact: nothing },
  inspect: () => Promise.resolve(undefined),
};

type Draw = (result: RunResult) => ReturnType<typeof render>;

/** What is drawn: every element with its own words and attributes; what tells two components apart is left out. */
const inventory = (container: Element): string[] =>
  [...container.querySelectorAll('*')].map((element) => {
    const words = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent);
    const attributes = [...element.attributes]
      .filter(({ name }) => name !== 'id')
      .map(({ name, value }) => `${name}="${value.replace(/\bc\d+\b/g, '')}"`);
    return `${element.tagName} ${attributes.join(' ')} ${words.join('').trim()}`;
  });

/** How often the stretch of time is doubled, so that it is the whole run however long that is. */
const DOUBLINGS = 16;

async function drawn(draw: Draw, result: RunResult, isZoomed: boolean): Promise<string[]> {
  const { container, unmount } = draw(result);
  await tick();
  const longer = container.querySelector('[aria-label="Longer stretch of time"]');
  for (let i = 0; isZoomed && longer && i < DOUBLINGS; i++) await fireEvent.click(longer);
  const all = inventory(container);
  unmount();
  return all;
}

const without = (some: readonly string[], others: readonly string[]): string[] => {
  const left = [...others];
  return some.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Pictures that keep rows free for what is to come, so that none moves: at which height a row lies is no outcome. */
const flat = (line: string): string =>
  line
    .replace(/(M[\d.]+) [\d.]+(H[\d.]+)v[\d.]+/g, '$1$2')
    .replace(/(M[\d.]+,[\d.]+)V[\d.]+/g, '$1')
    .replace(/\b(y|height)="[\d.-]+"/g, '');
/** How far a packet has come follows from when it will arrive, which a run that is cut does not know. */
const begun = (line: string): string => line.replace(/(M[\d.]+,[\d.]+)L[\d.,]+"/, '$1"');
/** What a call is doing now, the trace says when it has ended: of one that is open, a run that is cut knows nothing. */
const shaded = (line: string): string =>
  /^path.*class="(queued|under-way|held-up|worked-on|unknown)/.test(line) ? 'phases' : flat(line);
const COMPARED: Readonly<Record<string, (line: string) => string>> = {
  transports: shaded,
  'call-chain': flat,
  'sliding-window': begun,
};

/** What a view of the whole run shows that one of the run up to the same moment does not, and the other way round. */
async function ahead(draw: Draw, whole: RunResult, cut: RunResult): Promise<string[]> {
  for (const isZoomed of [false, true]) {
    const [a, b] = [await drawn(draw, whole, isZoomed), await drawn(draw, cut, isZoomed)];
    const compared = COMPARED[whole.recipe.system] ?? ((line: string) => line);
    const [early, late] = [a.map(compared), b.map(compared)];
    const told = [...without(early, late), ...without(late, early)];
    // How much of the run a first look holds may follow from all of it: over the whole of it the scale is the same.
    if (told.length === 0 || isZoomed) return told;
  }
  return [];
}

/** A tenth of the run and its first violation or anomaly, each with the run as far as that, and the whole run. */
function cutsOf(system: System, scenario: Scenario) {
  const recipe = makeRecipe(system, { scenario: scenario.id });
  const { verdicts, virtualMs } = simulate(system, recipe, { series: false });
  const found = verdicts.find((v) => v.at !== undefined && (v.kind === 'sometimes') === v.holds);
  const moments = [virtualMs * 100, found?.at ?? virtualMs * 600];
  const run = new Run(system, recipe, { trace: 'full' });
  const cuts = moments.map(Math.round).sort((a, b) => a - b);
  const parts = cuts.map((t) => {
    run.advance(Infinity, t);
    return { t, cut: { ...run.result(), virtualMs } };
  });
  run.advance();
  return { whole: run.result(), parts };
}

describe.each(await Promise.all(systemIds.map(loadSystem)))('$id', (system) => {
  // A million requests are told by their numbers: no trace of them would fit.
  const scenarios = system.scenarios.filter(({ until }) => until !== null);

  it.each(scenarios)('shows nothing of $id before it happens', { timeout: 120_000 }, async (s) => {
    const { whole, parts } = cutsOf(system, s);
    expect(parts.map(({ cut }) => cut.events < whole.events)).toContain(true);
    for (const { t, cut } of parts) {
      if (system.view) {
        const { default: View } = await loadSystemView(system.id);
        const own: Draw = (result) => render(View, { ...handlers, system, result, t });
        expect(await ahead(own, whole, cut)).toEqual([]);
      }
      if (whole.history.length === 0) continue;
      const panel: Draw = (result) =>
        render(HistoryPanel as Component<{ controller: WidgetController }>, {
          controller: { result, player: { t }, seek: nothing } as unknown as WidgetController,
        });
      expect(await ahead(panel, whole, cut)).toEqual([]);
    }
  });
});
