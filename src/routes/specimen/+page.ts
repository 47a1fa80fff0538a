import { dev } from '$app/environment';
import { error } from '@sveltejs/kit';

/** For those who work on the stage: not part of the built site. */
export const prerender = false;
export const ssr = false;

export function load(): void {
  if (!dev) error(404, 'Not found');
}
