import { InputError, shown } from './errors';
import { formatIntervention, parseIntervention, type Intervention } from './interventions';
import { checkSetting, checkSettings, type Settings, type SettingValue } from './settings';
import type { Recipe, Scenario, System } from './system';
import { formatDuration, LONGEST, parseDuration, type Micros } from './time';
import { spread } from './topology';

export const RECIPE_VERSION = 1;
/** More interventions than this are refused: a link is untrusted. */
const MOST_INTERVENTIONS = 500;

/** What a recipe can be made from: a scenario's values, then everything given here over them. */
export interface RecipeParts {
  readonly scenario?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly seed?: unknown;
  readonly interventions?: readonly (string | Intervention)[];
  /** A duration, or `null` or "done" to run until the work is done. */
  readonly until?: unknown;
}

export function scenarioOf(system: System, id: string): Scenario {
  const found = system.scenarios.find((s) => s.id === id);
  if (!found)
    throw new InputError(
      'scenario',
      `no "${id.slice(0, 40)}"`,
      system.scenarios.map((s) => s.id).join(', '),
    );
  return found;
}

/** Checks everything and fills up with defaults. Throws an `InputError` naming the first field that is not valid. */
export function makeRecipe(system: System, parts: RecipeParts = {}): Recipe {
  const scenario = parts.scenario === undefined ? null : scenarioOf(system, parts.scenario);
  const settings = checkSettings(system.settings, { ...scenario?.settings, ...parts.settings });
  const lines = parts.interventions ?? scenario?.interventions ?? [];
  if (lines.length > MOST_INTERVENTIONS) {
    throw new InputError(
      'interventions',
      `${lines.length} of them`,
      `at most ${MOST_INTERVENTIONS}`,
    );
  }
  const interventions = lines.map((l) => (typeof l === 'string' ? parseIntervention(l) : l));
  const { nodes, groups = {} } = system.topology(settings as never);
  const known = new Map(nodes.map((n) => [n.id, n.behaviour]));
  for (const i of interventions) {
    // Of a group each member has to do; a group without any is a name and no more.
    for (const act of spread(i, groups)) checkIntervention(system, known, { at: i.at, ...act });
  }
  checkSameNodes(system, settings, interventions);
  return {
    version: RECIPE_VERSION,
    system: system.id,
    settings: settings as Record<string, SettingValue>,
    seed: checkSeed(parts.seed ?? scenario?.seed ?? 1),
    interventions: [...interventions].sort((a, b) => a.at - b.at),
    until: checkUntil(parts.until === undefined ? (scenario?.until ?? null) : parts.until),
  };
}

function checkSeed(seed: unknown): number {
  const n = typeof seed === 'string' && /^\d+$/.test(seed) ? Number(seed) : seed;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > 2 ** 32 - 1) {
    throw new InputError(
      'seed',
      `${shown(seed)} is not valid`,
      'a whole number from 0 to 4294967295',
    );
  }
  return n;
}

function checkUntil(until: unknown): Micros | null {
  if (until === null || until === 'done') return null;
  const micros = typeof until === 'string' ? parseDuration(until) : until;
  if (typeof micros !== 'number' || !Number.isInteger(micros) || micros <= 0 || micros > LONGEST) {
    throw new InputError(
      'until',
      `${shown(until)} is not valid`,
      'a duration such as "60s" (at most 10000h), or "done"',
    );
  }
  return micros;
}

function checkIntervention(
  system: System,
  known: ReadonlyMap<string, { operations?: readonly { id: string; argument?: string }[] }>,
  i: Intervention,
): void {
  const nodes = [...known.keys()];
  const named =
    'node' in i
      ? [i.node]
      : 'from' in i
        ? [i.from, i.to]
        : i.do === 'partition'
          ? i.groups.flat()
          : [];
  for (const id of named) {
    if (id !== '*' && !known.has(id))
      throw new InputError(
        'fault',
        `no node "${id}" in "${formatIntervention(i)}"`,
        nodes.join(', '),
      );
  }
  if (i.do === 'partition') {
    const twice = i.groups.flat().find((id, n, all) => all.indexOf(id) !== n);
    if (twice)
      throw new InputError('fault', `"${twice}" is on two sides of a partition`, 'each node once');
  }
  if (i.do === 'slow' && !(i.factor > 0 && i.factor <= 1000)) {
    throw new InputError('fault', `slow x${i.factor}`, 'a factor above 0 and up to 1000');
  }
  if (i.do === 'skew' && Math.abs(i.ppm) > 100_000)
    throw new InputError('fault', `skew ${i.ppm}ppm`, '-100000ppm to 100000ppm');
  if ('share' in i && !(i.share >= 0 && i.share <= 1))
    throw new InputError('fault', `share ${i.share * 100}%`, '0% to 100%');
  if (i.do === 'set') {
    if (!Object.hasOwn(system.settings, i.setting)) {
      throw new InputError(i.setting, 'no such setting', Object.keys(system.settings).join(', '));
    }
    checkSetting(i.setting, system.settings[i.setting], i.value);
  }
  if (i.do === 'operate') {
    const operations = known.get(i.node)?.operations ?? [];
    const operation = operations.find((o) => o.id === i.operation);
    if (!operation) {
      const allowed = operations.map((o) => o.id).join(', ') || 'none';
      throw new InputError('fault', `${i.node} knows no "${i.operation}"`, allowed);
    }
  }
}

/** A setting may be changed during a run, unless it changes which nodes there are or what one of them is. */
function checkSameNodes(system: System, settings: Settings, acts: readonly Intervention[]): void {
  const nodesWith = (s: Settings) =>
    system
      .topology(s as never)
      .nodes.map((n) => `${n.id}: ${n.behaviour.kind}`)
      .join();
  const before = nodesWith(settings);
  let now = settings;
  for (const act of [...acts].sort((a, b) => a.at - b.at)) {
    if (act.do !== 'set') continue;
    now = checkSettings(system.settings, { ...now, [act.setting]: act.value });
    if (nodesWith(now) !== before)
      throw new InputError(
        act.setting,
        'changes which nodes there are',
        'before a run, not during it',
      );
  }
}

/** The command that runs a recipe again in a terminal. Settings at their default are left out. */
export function replayCommand(recipe: Recipe, system: System): string {
  const sets = Object.entries(recipe.settings)
    .filter(([k, v]) => system.settings[k]?.default !== v)
    .map(([k, v]) => ` --set ${k}=${v}`);
  const faults = recipe.interventions.map((i) => ` --fault "${formatIntervention(i)}"`);
  const until = recipe.until === null ? '' : ` --until ${formatDuration(recipe.until)}`;
  return `npm run -s sim -- run ${recipe.system} --seed ${recipe.seed}${sets.join('')}${faults.join('')}${until}`;
}
