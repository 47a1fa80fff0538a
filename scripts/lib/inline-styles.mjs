// A page's first paint waits for its stylesheets, and SvelteKit links those of every part that may be opened later, too.
// After prerendering, this puts into each page the rules that it begins with and unlinks the rest: Vite fetches a
// part's stylesheet together with the part.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LINK =
  /[ \t]*<link href="([^"]+\/_app\/immutable\/assets\/|_app\/immutable\/assets\/)([^"/]+\.css)" rel="stylesheet">\n?/g;

/**
 * A page with the styles it begins with inside it.
 * @param {string} html a prerendered page
 * @param {(name: string) => string} read gives a stylesheet of the build by its file's name
 */
export function inlineStyles(html, read) {
  /** Class names that Svelte made for components whose markup is in the page. */
  const scopes = new Set(html.match(/\bsvelte-[a-z\d]+/g));
  let styles = '';
  let off = '';
  const rest = html.replace(LINK, (_, folder, name) => {
    const css = read(name);
    if (!applies(css, scopes)) return '';
    styles += css.trim().replace(/url\((?:"|')?\.\/([^)"']+)(?:"|')?\)/g, `url(${folder}$1)`);
    // Turned off, it tells Vite that nothing is missing when another part asks for the same stylesheet.
    off += `\t\t<link href="${folder}${name}" rel="stylesheet" disabled media="(max-width: 0)">\n`;
    return '';
  });
  if (!styles) return html;
  // The first paint needs fonts and no script: scripts come second.
  const calm = rest.replaceAll('rel="modulepreload"', 'rel="modulepreload" fetchpriority="low"');
  return calm.replace('</head>', () => `\t<style>${styles}</style>\n${off}\t</head>`);
}

/**
 * True for rules of the whole site, and for those of a component that the page begins with.
 * @param {string} css
 * @param {ReadonlySet<string>} scopes
 */
function applies(css, scopes) {
  const own = css.match(/\.svelte-[a-z\d]+/g);
  return own === null || own.some((scope) => scopes.has(scope.slice(1)));
}

/**
 * An adapter that does so with every page that `adapter` writes into `folder`.
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @param {string} folder
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function withInlineStyles(adapter, folder) {
  return {
    ...adapter,
    async adapt(builder) {
      await adapter.adapt(builder);
      const assets = join(folder, '_app/immutable/assets');
      /** @type {Map<string, string>} */
      const known = new Map();
      const read = (/** @type {string} */ name) => {
        if (!known.has(name)) known.set(name, readFileSync(join(assets, name), 'utf8'));
        return known.get(name) ?? '';
      };
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.html')) continue;
        const file = join(folder, name);
        writeFileSync(file, inlineStyles(readFileSync(file, 'utf8'), read));
      }
    },
  };
}
