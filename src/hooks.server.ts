import type { Handle } from '@sveltejs/kit';

/** What the first paint is set in: the sans everywhere, the serif on the site's own pages. */
const SANS = /\/inter\./;
const SERIF = /\/source-serif-4\./;

/** Says, while the site is being built, what each page's head asks for ahead of its turn. */
export const handle: Handle = ({ event, resolve }) => {
  const embed = event.route.id?.startsWith('/embed') ?? false;
  return resolve(event, {
    preload: ({ type, path }) =>
      type === 'font' ? SANS.test(path) || (!embed && SERIF.test(path)) : type === 'js',
  });
};
