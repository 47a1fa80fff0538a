import { describe, expect, it, test } from 'vitest';
import { loadSystem } from '../lib/systems';
import { makeRecipe, Run, type System } from '../lib/sim';
import { QUESTIONS } from './index';
import { claimsOf, isBacked, knownOf, type Known } from './numbers';
import type { Expectation, Question } from './schema';

type Setup = Pick<
  Question['predict']['run'],
  'scenario' | 'settings' | 'seed' | 'interventions' | 'until'
>;

const expected = ({ value, unit, tolerance }: Expectation): Known =>
  knownOf(value, unit, tolerance);

/** What is set for a run: settings, when it ends, when something is done to it. */
function set(system: System, setup: Partial<Setup>): Known[] {
  const recipe = makeRecipe(system, { settings: {}, ...setup });
  const fields = Object.entries(system.settings).flatMap(([name, field]) => {
    const value = recipe.settings[name];
    const unit = 'unit' in field ? field.unit : '';
    return typeof value === 'number' ? [knownOf(value, unit === '/s' ? '' : unit)] : [];
  });
  const times = [recipe.until ?? 0, ...recipe.interventions.map(({ at }) => at)];
  const spans = times.flatMap((a) => times.map((b) => a - b).filter((span) => span > 0));
  return [...fields, ...[...times, ...spans].map((micros) => knownOf(micros, 'µs'))];
}

/** The unit that a metric's name ends in. */
const unitOf = (name: string) =>
  name.endsWith('Ms') ? 'ms' : name.endsWith('Percent') ? '%' : /[a-z]S$/.test(name) ? 's' : '';

/** Events of a run that is short enough to be run here. */
const MOST_EVENTS = 300_000;

/** What a run gives, if it is short; only runs whose texts have a number that nothing else is behind are run. */
function measured(system: System, setup: Partial<Setup>): Known[] {
  const recipe = makeRecipe(system, { settings: {}, ...setup });
  const run = new Run(system, recipe, { trace: 'metrics' });
  if (!run.advance(MOST_EVENTS)) return [];
  return Object.entries(run.result().metrics).map(([name, value]) => knownOf(value, unitOf(name)));
}

const kept = new Map<string, Known[]>();

function measuredOnce(system: System, setup: Partial<Setup>): Known[] {
  const { scenario, settings, seed, interventions, until } = setup;
  const key = JSON.stringify([system.id, scenario, settings, seed, interventions, until]);
  const known = kept.get(key) ?? measured(system, setup);
  kept.set(key, known);
  return known;
}

interface Text {
  readonly at: string;
  readonly text: string;
  readonly known: readonly Known[];
  /** The runs that it is about. */
  readonly runs: readonly Partial<Setup>[];
}

/** Each text of a page and its system that states what a run gives, with the numbers that may stand behind it. */
function textsOf(question: Question, system: System): Text[] {
  const { predict, experiments } = question;
  const facts = (question.facts ?? []).flatMap(({ says }) =>
    claimsOf(says).map(({ value, unit, slack }) => ({ value, unit, tolerance: slack })),
  );
  const options = predict.options.map(({ value }) => knownOf(value, predict.run.expect.unit));
  const given = [predict.question, ...predict.given].flatMap((text) =>
    claimsOf(text).map(({ value, unit }) => ({ value, unit, tolerance: 0 })),
  );
  const all = [
    { ...predict.run, expect: [predict.run.expect] },
    ...experiments.flatMap((e) => e.runs),
  ];
  const tellings = experiments.flatMap((experiment) => {
    const known = experiment.runs.flatMap((run) => [
      ...run.expect.map(expected),
      ...set(system, run),
    ]);
    const done = claimsOf(experiment.do).map((claim) => ({ ...claim, tolerance: 0 }));
    return (['see', 'why'] as const).map((field) => ({
      at: `experiments.${experiment.id}.${field}`,
      text: experiment[field],
      known: [...known, ...done, ...facts],
      runs: experiment.runs,
    }));
  });
  const scenarios = system.scenarios.flatMap((scenario) => {
    const known = [
      ...all
        .filter((run) => run.scenario === scenario.id)
        .flatMap((run) => run.expect.map(expected)),
      ...set(system, { scenario: scenario.id }),
      ...claimsOf(scenario.story).map((claim) => ({ ...claim, tolerance: 0 })),
      ...facts,
    ];
    return [scenario.seen, ...scenario.captions.map(({ text }) => text)].map((text, i) => ({
      at: i === 0 ? `scenario ${scenario.id}, seen` : `scenario ${scenario.id}, caption ${i}`,
      text,
      known,
      runs: [{ scenario: scenario.id }],
    }));
  });
  const reveal = {
    at: 'predict.reveal',
    text: predict.reveal,
    runs: [predict.run],
    known: [
      expected(predict.run.expect),
      ...options,
      ...given,
      ...set(system, predict.run),
      ...facts,
    ],
  };
  return [reveal, ...tellings, ...scenarios];
}

/** The numbers with nothing behind them, a line each. */
function unbacked(
  question: Question,
  system: System,
  exempt: Readonly<Record<string, string>> = {},
): string[] {
  return textsOf(question, system).flatMap(({ at, text, known, runs }) => {
    const bare = claimsOf(text).filter((claim) => !exempt[claim.says] && !isBacked(claim, known));
    if (bare.length === 0) return [];
    const given = runs.flatMap((run) => measuredOnce(system, run));
    return bare.filter((claim) => !isBacked(claim, given)).map((claim) => `${at}: ${claim.says}`);
  });
}

describe('the numbers of a text', () => {
  const values = (text: string) => claimsOf(text).map(({ value, unit }) => [value, unit]);

  it('are read with their units, times in ms', () => {
    expect(values('It took 3.2 s, 40 ms or 2 minutes; 9.6 % of 12,000 failed.')).toEqual([
      [3200, 'ms'],
      [40, 'ms'],
      [120_000, 'ms'],
      [9.6, '%'],
      [12_000, ''],
    ]);
  });

  it('share the unit at the end of a list', () => {
    expect(values('2, 40 and 150 ms')).toEqual([
      [2, 'ms'],
      [40, 'ms'],
      [150, 'ms'],
    ]);
  });

  it('are no names', () => {
    expect(values('Machine 5, replicas 4 and 5, HTTP/2, p99, 2PC, 2|3, layer 7, epoch 2')).toEqual(
      [],
    );
  });

  it('are as exact as they are written', () => {
    const slack = (text: string) => claimsOf(text)[0].slack;
    expect(['9.6 %', '58', '12,000', 'about 200', '1,234'].map(slack)).toEqual([
      0.05, 0.5, 500, 20, 0.5,
    ]);
  });
});

describe('a number is backed', () => {
  const is = (text: string, ...known: Known[]) => isBacked(claimsOf(text)[0], known);

  it('by a value within its tolerance, in whatever unit of time', () => {
    expect(is('1.4 s', knownOf(1350, 'ms', 110))).toBe(true);
    expect(is('1.6 s', knownOf(1350, 'ms', 110))).toBe(false);
    expect(is('60 %', knownOf(40, '%', 2))).toBe(true);
    expect(is('63 %', knownOf(40, '%', 2))).toBe(false);
  });

  it('by no value of another unit', () => {
    expect(is('40 ms', knownOf(40, '%'))).toBe(false);
  });
});

test('the guard fails when a text says another number than its run', async () => {
  const question = QUESTIONS.find((q) => q.slug === 'network-partition')!;
  const [first, ...rest] = question.experiments;
  const wrong = { ...first, see: 'Last writer wins loses 7,431, and takes 43.21 s.' };
  const lines = unbacked(
    { ...question, experiments: [wrong, ...rest] },
    await loadSystem('partition'),
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      `experiments.${first.id}.see: 7,431`,
      `experiments.${first.id}.see: 43.21 s`,
    ]),
  );
  const facts = ['7,431', '43.21 s'].map((says) => ({ says, source: 'calc', because: 'a test' }));
  const left = unbacked(
    { ...question, facts, experiments: [wrong, ...rest] },
    await loadSystem('partition'),
  );
  expect(left.filter((line) => line.startsWith(`experiments.${first.id}.see`))).toEqual([]);
});

it.each(QUESTIONS.map((q) => [q.slug, q] as const))(
  '%s: every number has a run, a setting or a source behind it',
  { timeout: 120_000 },
  async (slug, question) => {
    expect(
      unbacked(question, await loadSystem(question.system)),
      'give each an expectation, correct it, or list it under "facts:" with its source',
    ).toEqual([]);
  },
);
