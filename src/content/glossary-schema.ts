import * as v from 'valibot';
import { parse as parseYaml } from 'yaml';

const words = v.pipe(v.string(), v.trim(), v.minLength(2));

const entry = v.strictObject({
  term: words,
  /** Other forms of the word; plurals are found without. */
  also: v.optional(v.array(words), []),
  /** The questions in which the word means this; left out, all. */
  questions: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(27)))),
  means: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(20),
    v.maxLength(220, 'one sentence of at most 220 letters'),
    v.regex(/^[A-Z][^"[\]]*\.$/, 'one sentence, without straight quotes and square brackets'),
  ),
});

export interface Term extends v.InferOutput<typeof entry> {
  /** Its address on the glossary page. */
  readonly id: string;
}

export const idOf = (term: string): string =>
  term
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const FILE = 'src/content/glossary.yaml';

/** The terms of a glossary. Throws with the file, the term and what is wrong with it. */
export function parseGlossary(text: string, file = FILE): readonly Term[] {
  const result = v.safeParse(v.array(entry), parseYaml(text));
  if (!result.success) {
    const all = result.issues.map((i) => `  ${v.getDotPath(i) ?? 'terms'}: ${i.message}`);
    throw new Error(`${file}: the glossary is not valid\n${all.join('\n')}`);
  }
  const terms = result.output.map((each) => ({ ...each, id: idOf(each.term) }));
  const forms = terms.flatMap((each) => [each.term, ...each.also].map((f) => f.toLowerCase()));
  const twice = forms.filter((form, i) => forms.indexOf(form) !== i);
  const wrong = [
    ...twice.map((form) => `"${form}" stands twice`),
    ...terms
      .filter((each, i) => i > 0 && terms[i - 1].id > each.id)
      .map((each) => `"${each.term}" is not in alphabetical order`),
  ];
  if (wrong.length > 0) throw new Error(`${file}: ${wrong.join('; ')}`);
  return terms;
}
