import { error } from '@sveltejs/kit';
import { QUESTIONS } from '$content/index';
import { makeRecipe } from '$lib/sim';
import { loadSystem } from '$lib/systems';
import { stillOf } from '$lib/views/stage/still';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;
export const entries: EntryGenerator = () => QUESTIONS.map(({ slug }) => ({ slug }));

/** As wide as the stage is on a usual screen, px. */
const WIDTH = 700;

/** The page's system, standing still: what a reader without JavaScript gets to see. */
export const GET: RequestHandler = async ({ params }) => {
  const question = QUESTIONS.find(({ slug }) => slug === params.slug);
  if (!question) error(404, 'No such question');
  const system = await loadSystem(question.system);
  const { settings } = makeRecipe(system, { scenario: question.scenario });
  const { nodes, links } = system.topology(settings as never);
  return new Response(stillOf(nodes, links, WIDTH), {
    headers: { 'content-type': 'image/svg+xml' },
  });
};
