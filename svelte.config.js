import adapter from '@sveltejs/adapter-static';
import { mdsvex } from 'mdsvex';
import { execSync } from 'node:child_process';
import { withFirstPaint } from './scripts/lib/first-paint.mjs';

/** The commit names the version, so that two builds of one commit are the same build. */
function commit() {
  try {
    return execSync('git rev-parse --short=12 HEAD', { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unversioned';
  }
}

/** Where the site will live: empty for a host's root, else with a leading slash and none at the end. */
const base = /** @type {'' | `/${string}`} */ (process.env.BASE_PATH ?? '');
const target = process.env.BUILD_DIR ?? 'build';

/**
 * Links from a question's words to the site's own pages are written from its root and lead there wherever the site lives:
 * the words are only ever shown at `/questions/SLUG/`, two folders below it.
 */
function linksFromBelow() {
  const visit = (/** @type {any} */ node) => {
    const { href } = node.properties ?? {};
    if (node.tagName === 'a' && /^\/(?!\/)/.test(href)) node.properties.href = `../..${href}`;
    node.children?.forEach(visit);
  };
  return visit;
}

/** @type {import('@sveltejs/kit').Config} */
export default {
  extensions: ['.svelte', '.md'],
  preprocess: [
    mdsvex({
      extensions: ['.md'],
      smartypants: false,
      rehypePlugins: [linksFromBelow],
      // A page's data reaches it through its load function: the front matter need not travel with the words too.
      frontmatter: { type: 'yaml', marker: '-', parse: () => ({}) },
    }),
  ],
  compilerOptions: {
    // mdsvex still writes the old spelling of a module script.
    warningFilter: ({ code }) => code !== 'script_context_deprecated',
    runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true),
  },
  kit: {
    adapter: withFirstPaint(
      adapter({ pages: target, assets: target, fallback: '404.html', strict: true }),
      target,
    ),
    paths: { base, relative: true },
    version: { name: commit() },
    serviceWorker: { register: false },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        // Marks on the stage are placed by style attributes.
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:'],
        'font-src': ['self', 'data:'],
        'worker-src': ['self', 'blob:'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['none'],
      },
    },
    files: { serviceWorker: 'src/service-worker' },
    alias: { $content: 'src/content' },
  },
};
