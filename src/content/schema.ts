import * as v from 'valibot';
import { parse as parseYaml } from 'yaml';
import { VERDICTS } from './verdicts';

/** The front matter of a question. Texts may hold `code`, *emphasis*, **strong** and [links](…), nothing else. */
const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'small letters, digits and dashes only'));
const settings = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
const list = <T extends v.GenericSchema>(of: T, least: number, most: number) =>
  v.pipe(v.array(of), v.minLength(least), v.maxLength(most));

/** A number that a run must give: where it is read, what it is, how far it may be off. CI runs it again. */
const expectation = v.strictObject({
  label: text,
  /** `metrics.NAME` or `nodes.ID.COUNTER`. */
  read: v.pipe(
    v.string(),
    v.regex(/^(metrics\.\w+|nodes\.[\w-]+\.\w+)$/, 'metrics.X or nodes.ID.X'),
  ),
  unit: v.optional(v.string(), ''),
  value: v.number(),
  tolerance: v.pipe(v.number(), v.minValue(0)),
  kind: v.picklist(['calc', 'sim', 'src']),
});

const setup = {
  scenario: v.optional(id),
  settings: v.optional(settings, {}),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  interventions: v.optional(v.array(text)),
  until: v.optional(text),
};

const run = v.strictObject({ label: text, ...setup, expect: list(expectation, 1, 6) });

const experiment = v.strictObject({
  id,
  title: text,
  do: text,
  watch: text,
  see: text,
  why: text,
  runs: list(run, 1, 5),
});

const predict = v.strictObject({
  question: text,
  given: list(text, 1, 6),
  options: list(v.strictObject({ value: v.number(), because: text }), 3, 5),
  run: v.strictObject({ ...setup, expect: expectation }),
  reveal: text,
});

const card = v.strictObject({
  id,
  front: text,
  back: text,
  choices: v.optional(list(text, 2, 4)),
});

export const QuestionSchema = v.strictObject({
  no: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(27)),
  title: text,
  system: id,
  scenario: v.optional(id),
  description: v.pipe(
    text,
    v.maxLength(165, 'a description for search engines has at most 165 letters'),
  ),
  verdict: v.picklist(VERDICTS),
  verdictReason: text,
  /** What to say in thirty seconds. */
  thirtySeconds: text,
  sourceSays: text,
  mustMention: list(v.union([text, v.array(text)]), 1, 8),
  predict,
  experiments: list(experiment, 3, 5),
  /** What to say in two minutes. */
  strongAnswer: list(text, 3, 5),
  /** What to say when asked to go deep. */
  deep: v.strictObject({ senior: list(text, 2, 5), staff: list(text, 2, 5) }),
  corrections: v.array(v.strictObject({ claim: text, truth: text, sources: list(id, 1, 4) })),
  followUps: list(v.strictObject({ question: text, probes: text, answer: text }), 2, 8),
  cards: list(card, 3, 5),
  /** Numbers in its texts and captions that no run of the page gives: as they are written, and where they come from. */
  facts: v.optional(v.array(v.strictObject({ says: text, source: id, because: text }))),
  sources: list(
    v.strictObject({ id, title: text, by: text, url: v.pipe(v.string(), v.url()) }),
    1,
    20,
  ),
});

export type Question = v.InferOutput<typeof QuestionSchema> & { slug: string };
export type Experiment = v.InferOutput<typeof experiment>;
export type ExperimentRun = v.InferOutput<typeof run>;
export type Expectation = v.InferOutput<typeof expectation>;
export type Predict = v.InferOutput<typeof predict>;
export type Card = v.InferOutput<typeof card>;

/** Front matter and body of a markdown file. Throws with the path when there is no front matter. */
export function splitFrontMatter(path: string, markdown: string): { front: unknown; body: string } {
  const found = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(markdown);
  if (!found) throw new Error(`${path}: begins with no front matter (---)`);
  return { front: parseYaml(found[1]), body: markdown.slice(found[0].length) };
}

/** A question from its file. Throws with the path, each wrong field and what is wrong with it. */
export function parseQuestion(path: string, markdown: string): Question {
  const slug = /(\d\d)-([a-z0-9-]+)\/question\.md$/.exec(path);
  if (!slug) throw new Error(`${path}: a question lives in questions/NN-slug/question.md`);
  const { front } = splitFrontMatter(path, markdown);
  const result = v.safeParse(QuestionSchema, front);
  if (!result.success) {
    const all = result.issues.map((i) => `  ${v.getDotPath(i) ?? 'front matter'}: ${i.message}`);
    throw new Error(`${path}: the front matter is not valid\n${all.join('\n')}`);
  }
  if (result.output.no !== Number(slug[1]))
    throw new Error(`${path}: no: ${result.output.no}, but the folder says ${slug[1]}`);
  return { ...result.output, slug: slug[2] };
}
