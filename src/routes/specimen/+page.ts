import { dev } from '$app/environment';
import { error } from '@sveltejs/kit';

/** For those who work on the stage: not part of the built site, unless `VITE_SPECIMEN` is set as the benchmark does. */
export const prerender = false;
export const ssr = false;

export function load(): void {
  if (!dev && !import.meta.env.VITE_SPECIMEN) error(404, 'Not found');
}
