import {
  makeRecipe,
  InputError,
  Run,
  scenarioOf,
  type Recipe,
  type Scenario,
  type System,
} from '../lib/sim';
import { sceneOf, storyOf, type Story } from '../lib/player/story';
import { loadSystem, systemIds } from '../lib/systems';
import { FLAG, readArguments, readSets, systemNamed, TEXT, TEXTS } from './arguments';
import { table } from './table';
import type { Output, Verb } from './verb';

const USAGE = {
  usage: 'story SYSTEM [--scenario ID] [--seed N] [--set key=value]… | --all [--json]',
  words: 1,
  options: { scenario: TEXT, seed: TEXT, set: TEXTS, all: FLAG, json: FLAG },
} as const;

/** A longer run is told without a trace, as on a page: by what was done to it and what was judged. */
const MOST_TRACED = 1_000_000;
const SLICE = 100_000;

interface Told {
  readonly system: string;
  readonly scenario: string | null;
  readonly seed: number;
  readonly story: Story;
}

function tell(system: System, scenario: Scenario | null, recipe: Recipe): Told {
  const captions = scenario?.captions ?? [];
  let run = new Run(system, recipe, { trace: 'full', captions });
  while (!run.advance(SLICE)) {
    if (run.events <= MOST_TRACED) continue;
    run = new Run(system, recipe, { trace: 'metrics', captions });
    run.advance();
  }
  const story = storyOf(run.result(), sceneOf(system, recipe, captions));
  return { system: system.id, scenario: scenario?.id ?? null, seed: recipe.seed, story };
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

function toJson({ system, scenario, seed, story }: Told) {
  const moments = story.moments.map(({ wall, at, kind, text, about }) => ({
    wallS: rounded(wall),
    simS: at / 1e6,
    kind,
    text,
    about,
  }));
  return {
    system,
    scenario,
    seed,
    wallS: rounded(story.wallEnd),
    simS: (story.end - story.begin) / 1e6,
    moments,
  };
}

function print({ system, scenario, seed, story }: Told, out: Output): void {
  const name = scenario === null ? system : `${system}, ${scenario}`;
  const sim = ((story.end - story.begin) / 1e6).toFixed(1);
  out.print(`${name}, seed ${seed}: ${sim} s told in ${story.wallEnd.toFixed(1)} s\n`);
  const rows = story.moments.map(({ wall, at, kind, text }) => [
    `${wall.toFixed(1)} s`,
    `${(at / 1e6).toFixed(3)} s`,
    kind,
    text,
  ]);
  out.print(`${table([['wall', 'simulated', 'kind', 'caption'], ...rows])}\n`);
}

/** Every scenario of every system, or the one run that the call asks for. */
async function* told(
  name: string | undefined,
  values: ReturnType<typeof readArguments<typeof USAGE.options>>['values'],
): AsyncGenerator<Told> {
  const { scenario: id, seed, set } = values;
  if (!values.all) {
    const system = await loadSystem(systemNamed('story', name, ['--all', ...systemIds]));
    const scenario = id === undefined ? null : scenarioOf(system, id);
    const recipe = makeRecipe(system, { scenario: id, settings: readSets(set), seed });
    yield tell(system, scenario, recipe);
    return;
  }
  if (name !== undefined || id !== undefined || seed !== undefined || set !== undefined)
    throw new InputError(
      '--all',
      'cannot be combined with a system, scenario, seed or setting',
      '--all [--json]',
    );
  for (const each of systemIds) {
    const system = await loadSystem(each);
    for (const scenario of system.scenarios)
      yield tell(system, scenario, makeRecipe(system, { scenario: scenario.id }));
  }
}

export const story: Verb = {
  usage: USAGE.usage,
  help: 'prints the moments of a run, and when its story shows each of them',
  async run(args, out) {
    const { values, positionals } = readArguments('story', USAGE, args, out);
    const stories = [];
    for await (const one of told(positionals[0], values)) {
      if (values.json) stories.push(toJson(one));
      else print(one, out);
    }
    if (values.json) out.print(JSON.stringify(values.all ? { stories } : stories[0]));
    return 0;
  },
};
