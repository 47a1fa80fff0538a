import { error } from '@sveltejs/kit';
import { FINDER } from '$content/glossary';
import { assertContent, BODIES, QUESTIONS } from '$content/index';
import { linked } from '$content/linked';
import { OFFERED } from '$content/offered';
import { loadSystem, systemIds } from '$lib/systems';
import { openingOf } from '$lib/widget/opening';
import type { EntryGenerator, PageServerLoad } from './$types';

/** Asked for when the site is built, so a question that is wrong stops the build here. */
export const entries: EntryGenerator = async () => {
  assertContent(await Promise.all(systemIds.map(loadSystem)));
  return QUESTIONS.map(({ slug }) => ({ slug }));
};

export const load: PageServerLoad = async ({ params }) => {
  const question = QUESTIONS.find((q) => q.slug === params.slug);
  if (!question) error(404, 'No such question');
  const system = await loadSystem(question.system);
  const { fidelity, challenge } = system;
  const at = OFFERED.findIndex((entry) => entry.slug === params.slug);
  const neighbour = (entry: (typeof OFFERED)[number] | undefined) =>
    entry && { slug: entry.slug, title: entry.title };
  return {
    /** As it stands at the top, where its terms are linked. */
    short: question.thirtySeconds,
    question: linked(question, BODIES.get(params.slug)!, FINDER).question,
    fidelity,
    challenge: challenge.title,
    opening: openingOf(system, question.scenario),
    previous: neighbour(OFFERED[at - 1]),
    next: neighbour(OFFERED[at + 1]),
  };
};
