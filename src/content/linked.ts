import { parseGlossary } from './glossary-schema';
import { parseQuestion, splitFrontMatter, type Question } from './schema';
import { finderOf, linkTerms, type Finder } from './terms';

/**
 * A question and the words below its front matter with the first use of each term linked to the glossary, in the order in
 * which a page shows its texts; those behind a fold come last.
 */
export function linked(
  question: Question,
  body: string,
  finder: Finder,
): { readonly question: Question; readonly body: string } {
  const page = { finder, no: question.no, used: new Set<string>() };
  const link = (text: string) => linkTerms(text, page);
  const all = (texts: string[]) => texts.map(link);
  const thirtySeconds = link(question.thirtySeconds);
  const given = all(question.predict.given);
  const asked = link(question.predict.question);
  const shown = question.experiments.map((e) => ({ ...e, do: link(e.do), watch: link(e.watch) }));
  const sourceSays = link(question.sourceSays);
  const verdictReason = link(question.verdictReason);
  const strongAnswer = all(question.strongAnswer);
  const deep = question.deep && {
    senior: all(question.deep.senior),
    staff: all(question.deep.staff),
  };
  const words = link(body);
  const corrections = question.corrections.map((c) => ({ ...c, truth: link(c.truth) }));
  const followUps = question.followUps.map((f) => ({ ...f, answer: link(f.answer) }));
  const reveal = link(question.predict.reveal);
  const experiments = shown.map((e) => ({ ...e, see: link(e.see), why: link(e.why) }));
  return {
    body: words,
    question: {
      ...question,
      thirtySeconds,
      predict: { ...question.predict, given, question: asked, reveal },
      experiments,
      sourceSays,
      verdictReason,
      strongAnswer,
      ...(deep && { deep }),
      corrections,
      followUps,
    },
  };
}

/** A question's file with the terms of a glossary linked below its front matter. Throws as the parsers do. @public for the build. */
export function withLinkedBody(path: string, markdown: string, glossary: string): string {
  const { body } = splitFrontMatter(path, markdown);
  const finder = finderOf(parseGlossary(glossary));
  const words = linked(parseQuestion(path, markdown), body, finder).body;
  return markdown.slice(0, markdown.length - body.length) + words;
}
