import { texts } from '$content/check';
import { FINDER, GLOSSARY } from '$content/glossary';
import { BODIES, QUESTIONS } from '$content/index';
import { loadSystem } from '$lib/systems';
import type { PageServerLoad } from './$types';

/** The terms of each question: of its words, and of what its stage and its captions say. */
async function usedBy(question: (typeof QUESTIONS)[number]): Promise<Set<string>> {
  const { messages, gauges, scenarios, settings, bugs, properties } = await loadSystem(
    question.system,
  );
  const shown = texts([messages, gauges, settings, bugs, properties.map((p) => p.title)]);
  const told = scenarios.flatMap((s) => [
    s.story,
    s.watch,
    s.seen,
    ...s.captions.map((c) => c.text),
  ]);
  const all = [...texts(question), BODIES.get(question.slug)!, ...shown, ...told];
  return new Set(all.flatMap((text) => FINDER.find(text, question.no).map(({ term }) => term.id)));
}

export const load: PageServerLoad = async () => {
  const pages = await Promise.all(
    QUESTIONS.map(async (question) => ({
      no: question.no,
      slug: question.slug,
      title: question.title,
      terms: await usedBy(question),
    })),
  );
  return {
    questions: pages.map(({ no, slug, title }) => ({ no, slug, title })),
    terms: GLOSSARY.map(({ id, term, also, means }) => ({
      id,
      term,
      also,
      means,
      /** Numbers of the questions that use it. */
      at: pages.filter((page) => page.terms.has(id)).map(({ no }) => no),
    })),
  };
};
