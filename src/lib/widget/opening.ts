import {
  formatIntervention,
  makeRecipe,
  Run,
  scenarioOf,
  type Recipe,
  type Scenario,
  type System,
} from '../sim';
import { factRoom, isFact } from '../views/marks/facts';
import type { FactRoom } from '../views/stage-node';
import { bandOf, FreeRoom } from '../views/stage/caption';
import { layoutStage } from '../views/stage/layout';
import { linkPaths } from '../views/stage/links';

/** What a widget says before its system has been fetched: its page's HTML has it from the start. */
export interface Opening {
  readonly title: string;
  /** The scenario that it opens with. */
  readonly scenario: { readonly id: string; readonly title: string };
  readonly story: string;
  /** The tab of the system's own view, where it has one. */
  readonly view?: string;
  /** What the stage will take at each of its usual widths, px: its place is kept. */
  readonly heights: Readonly<Record<StageWidth, number>>;
}

/** The stage's usual widths, px: which of them is the nearest, `StageArea` knows. */
const WIDTHS = [358, 580, 640, 700, 770] as const;
type StageWidth = (typeof WIDTHS)[number];

/** What a scenario is about, until something has come to pass in it. */
export function storyOf({ story, watch }: Pick<Scenario, 'story' | 'watch'>): string {
  return `${story} Watch ${watch}.`;
}

/** True when a recipe has other settings, or other things done to it, than the scenario that it began with; a seed is no change. */
export function isChanged(system: System, { id }: Scenario, recipe: Recipe): boolean {
  const plain = makeRecipe(system, { scenario: id });
  const settings = (of: Recipe) =>
    Object.keys(system.settings).map((name) => String(of.settings[name]));
  const done = (of: Recipe) => of.interventions.map(formatIntervention);
  const text = (of: Recipe) => [...settings(of), ...done(of)].join('\n');
  return text(plain) !== text(recipe);
}

/** More events than this are not run to find out which facts nodes will show. */
const MOST_EVENTS = 200_000;

/** The room that the facts of each node will take: the scenario is run for it, where there are any. */
function factRooms(system: System, recipe: Recipe): (FactRoom | undefined)[] {
  if (!Object.values(system.gauges).some(isFact)) return [];
  const run = new Run(system, recipe, { trace: 'full' });
  run.advance(MOST_EVENTS);
  const { gauges = [] } = run.result().trace ?? {};
  return run.world.nodes.map((_, i) =>
    factRoom(
      gauges.filter(({ node }) => node === i),
      system.gauges,
    ),
  );
}

/** @param scenario the system's first when left out */
export function openingOf(system: System, scenario = system.scenarios[0].id): Opening {
  const { id, title, ...rest } = scenarioOf(system, scenario);
  const recipe = makeRecipe(system, { scenario });
  const { nodes: plain, links } = system.topology(recipe.settings as never);
  const rooms = factRooms(system, recipe);
  const nodes = plain.map((node, i) => ({ ...node, facts: rooms[i] }));
  const number = new Map(nodes.map((n, i) => [n.id, i]));
  const pairs = links.map(({ from, to }) => ({ from: number.get(from)!, to: number.get(to)! }));
  const heightAt = (width: number) => {
    const layout = layoutStage(nodes, width);
    const room = () => new FreeRoom(layout, linkPaths(layout, pairs));
    return Math.round(layout.height + bandOf(width, room));
  };
  return {
    title: system.title,
    scenario: { id, title },
    story: storyOf(rest),
    ...(system.view && { view: system.view }),
    heights: Object.fromEntries(WIDTHS.map((w) => [w, heightAt(w)])) as Opening['heights'],
  };
}
