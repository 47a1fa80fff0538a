import { error } from '@sveltejs/kit';
import { OFFERED } from '$content/offered';
import { QUESTIONS } from '$content/index';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = () => QUESTIONS.map(({ slug }) => ({ slug }));

export const load: PageServerLoad = ({ params }) => {
  const question = QUESTIONS.find((q) => q.slug === params.slug);
  if (!question) error(404, 'No such question');
  const at = OFFERED.findIndex((entry) => entry.slug === params.slug);
  const neighbour = (entry: (typeof OFFERED)[number] | undefined) =>
    entry && { slug: entry.slug, title: entry.title, no: entry.no };
  return { question, previous: neighbour(OFFERED[at - 1]), next: neighbour(OFFERED[at + 1]) };
};
