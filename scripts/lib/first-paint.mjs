// A page's first paint waits for its stylesheets, and SvelteKit links those of every part that may be opened later, too.
// After prerendering, this puts into each page the rules that it begins with and unlinks the rest: Vite fetches a
// part's stylesheet together with the part. Scripts, which the first paint does not need, are fetched after it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { scriptsAfterPaint } from './start.mjs';

const LINK =
  /[ \t]*<link href="((?:[^"]*\/)?_app\/immutable\/assets\/)([^"/]+\.css)" rel="stylesheet">\n?/g;

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

const SCRIPT =
  /[ \t]*<link href="((?:[^"]*\/)?_app\/immutable\/)([^"]+\.js)" rel="modulepreload">\n?/g;

/**
 * A page that names all scripts it begins with: SvelteKit leaves some out, which would be found one after another.
 * @param {string} html
 * @param {(path: string) => string} read gives a script of the build by its path below `_app/immutable`
 */
export function nameScripts(html, read) {
  const links = [...html.matchAll(SCRIPT)];
  const [last] = links.slice(-1);
  if (!last) return html;
  const known = new Set(links.map(([, , path]) => path));
  for (const path of known) {
    for (const [, name] of read(path).matchAll(/\b(?:from|import)\s*"(\.{1,2}\/[^"]+\.js)"/g))
      known.add(posix.join(posix.dirname(path), name)); // and is read in its turn
  }
  for (const [, , path] of links) known.delete(path);
  const more = [...known].map(
    (path) => `\t\t<link href="${last[1]}${path}" rel="modulepreload">\n`,
  );
  return html.replace(last[0], () => last[0] + more.join(''));
}

const WORDS =
  '#missing{max-width:640px;margin:var(--space-8) auto;padding:0 var(--space-4);font:400 var(--text-l)/1.55 var(--serif)}' +
  '#missing *{margin-bottom:var(--space-4)}';

/**
 * The page for addresses that lead nowhere, with its words in it: they are there before its scripts, and without them.
 * @param {string} html as SvelteKit makes it, empty
 * @param {string} home where the site begins
 */
function withWords(html, home) {
  const { title, heading, text, link } = JSON.parse(
    readFileSync(new URL('../../src/lib/site/missing.json', import.meta.url), 'utf8'),
  );
  return html
    .replace(
      '</head>',
      `\t<title>${title} · Faultline</title>\n\t<style>${WORDS}</style>\n\t</head>`,
    )
    .replace(
      /<body[^>]*>/,
      (body) => `${body}
    <main id="missing">
      <h1>${heading}</h1>
      <p>${text}</p>
      <p><a href="${home}">${link}</a></p>
    </main>`,
    );
}

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
      const home = `${builder.config.kit.paths.base}/`;
      const version = builder.config.kit.version.name;
      const assets = join(folder, '_app/immutable/assets');
      /** @type {Map<string, string>} */
      const known = new Map();
      const read = (/** @type {string} */ name) => {
        if (!known.has(name)) known.set(name, readFileSync(join(assets, name), 'utf8'));
        return known.get(name) ?? '';
      };
      const script = (/** @type {string} */ path) =>
        readFileSync(join(folder, '_app/immutable', path), 'utf8');
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.html')) continue;
        const file = join(folder, name);
        const html = nameScripts(inlineStyles(readFileSync(file, 'utf8'), read), script);
        const missing = name === '404.html';
        const within = missing ? home : undefined;
        const page = missing ? withWords(html, home) : html;
        writeFileSync(file, scriptsAfterPaint(page, { version, within }));
      }
    },
  };
}
