// A page's first paint waits for its stylesheets, and SvelteKit links those of every part that may be opened later, too.
// After prerendering, this puts into each page the rules that it begins with and unlinks the rest: Vite fetches a
// part's stylesheet together with the part. Scripts, which the first paint does not need, are fetched after it.
import { createHash } from 'node:crypto';
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
  return rest.replace('</head>', () => `\t<style>${styles}</style>\n${off}\t</head>`);
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

/** Runs in the page: calls `begin` when the first frame was drawn, or soon where none is (a hidden tab, a frame out of sight). */
const PAINTED = `(begin) => {
						const go = () => {
							for (const link of document.querySelectorAll('link[rel=later]')) link.rel = 'modulepreload';
							begin();
						};
						if (document.hidden) return go();
						requestAnimationFrame(() => setTimeout(go));
						setTimeout(go, 500);
					}`;

/**
 * A page whose scripts are fetched after its first paint. Its policy goes on to allow the script that begins.
 * @param {string} html a prerendered page
 */
export function scriptsAfterPaint(html) {
  const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script]) => script);
  const first = scripts.find((script) => html.includes(sha256(script)));
  if (!first) return html;
  const later = first.replace(
    /Promise\.all\((\[\s*import\([^\]]*\])\)/,
    (_, imports) => `new Promise(${PAINTED}).then(() => Promise.all(${imports}))`,
  );
  if (later === first) throw new Error('SvelteKit begins a page in another way than it did');
  return html
    .replaceAll('rel="modulepreload"', 'rel="later"')
    .replace(first, () => later)
    .replace(sha256(first), () => sha256(later));
}

/** @param {string} script */
const sha256 = (script) => `sha256-${createHash('sha256').update(script).digest('base64')}`;

/**
 * An adapter that does so with every page that `adapter` writes into `folder`.
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @param {string} folder
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function withFirstPaint(adapter, folder) {
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
        const html = inlineStyles(readFileSync(file, 'utf8'), read);
        writeFileSync(file, scriptsAfterPaint(html));
      }
    },
  };
}
