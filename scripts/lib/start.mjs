// How a page's scripts begin: after its first frame, only where they belong, and with a word to the reader when they do
// not come. All of it is written into each page, since no file of ours can be counted on here.
import { createHash } from 'node:crypto';

/** Runs in the page: calls `begin` when the first frame was drawn, or soon where none is (a hidden tab, a frame out of sight). */
const PAINTED = `(begin) => {
						const go = () => begin();
						if (document.hidden) return go();
						requestAnimationFrame(() => setTimeout(go));
						setTimeout(go, 500);
					}`;

/**
 * Runs in the page: fetches what the page begins with; fails when one file does. SvelteKit would put an error in the
 * place of the text.
 */
const FETCHED = `Promise.all([...document.querySelectorAll('link[rel=later]')].map((link) => {
						const here = new Promise((done, fail) => {
							link.onload = done;
							link.onerror = () => fail(link.href);
						});
						link.rel = 'modulepreload';
						return link.relList.supports('modulepreload') && here;
					}))`;

/**
 * Runs in the page when its scripts did not come: says so, takes what cannot work out of use, and loads the page again,
 * once for each build and tab, when the host has another build.
 * @param {string} build where the host says which one it has
 * @param {string} version this page's
 */
const rescue = (build, version) => `async (why) => {
						console.error(why);
						const tell = document.createElement('div');
						tell.setAttribute('role', 'alert');
						tell.style.cssText = 'padding:var(--space-3) var(--space-4);border-bottom:1px solid var(--fault);background:var(--fault-wash);color:var(--fault-ink)';
						const again = Object.assign(document.createElement('button'), { textContent: 'Load the page again' });
						again.style.minHeight = '44px';
						again.onclick = () => location.reload();
						const say = (text) => tell.replaceChildren(text, ' ', again);
						for (const dead of document.querySelectorAll('button, input, select, textarea')) dead.disabled = true;
						for (const part of document.querySelectorAll('[data-asleep]')) delete part.dataset.asleep;
						for (const wait of document.querySelectorAll('[aria-busy=true]')) {
							wait.removeAttribute('aria-busy');
							wait.textContent = 'Not loaded.';
						}
						(document.querySelector('main') ?? document.body).prepend(tell);
						say('The scripts of this page could not be fetched: you can read it, but the simulation does not run. Are you online?');
						try {
							const answer = await fetch('${build}', { cache: 'no-store' });
							if (!answer.ok && answer.status !== 404) return;
							const other = !answer.ok || (await answer.json()).version !== '${version}';
							if (!other) return say('Some scripts of this page could not be fetched, though the site answers.');
							say('This page belongs to an older version of the site.');
							const left = (sessionStorage.getItem('faultline:left') ?? '').split(' ');
							if (left.includes('${version}')) return;
							sessionStorage.setItem('faultline:left', [...left, '${version}'].join(' ').trim());
							say('This page belongs to an older version of the site. Loading the newer one…');
							setTimeout(() => location.reload(), 1500);
						} catch {}
					}`;

/**
 * A page whose scripts are fetched after its first paint. Its policy goes on to allow the script that begins.
 * @param {string} html a prerendered page
 * @param {{ version: string, within?: string }} options `within`: the page stands in for others, and its scripts begin
 *   only at addresses that begin so (elsewhere SvelteKit would load the page again, for ever); where they do not come it
 *   stays as it is
 */
export function scriptsAfterPaint(html, { version, within }) {
  const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script]) => script);
  const first = scripts.find((script) => html.includes(sha256(script)));
  if (!first) return html;
  const later = first.replace(
    /Promise\.all\((\[\s*import\("([^"]*?)immutable\/[^\]]*\])\)/,
    (_, imports, app) => {
      const painted = within === undefined ? PAINTED : onlyWithin(within);
      const failed = within === undefined ? rescue(`${app}version.json`, version) : '() => {}';
      const never = 'new Promise(() => {})';
      const parts = imports.replace(/\s*\]$/, `,\n\t\t\t\t\t\t${FETCHED}\n\t\t\t\t\t]`);
      return (
        `new Promise(${painted}).then(() => Promise.all(${parts}))` +
        `.catch((why) => ((${failed})(why), ${never}))`
      );
    },
  );
  if (later === first) throw new Error('SvelteKit begins a page in another way than it did');
  return html
    .replaceAll('rel="modulepreload"', 'rel="later"')
    .replace(first, () => later)
    .replace(sha256(first), () => sha256(later));
}

/** @param {string} within */
const onlyWithin = (within) => `(begin) => {
						if (!location.pathname.startsWith('${within}')) return;
						const words = document.getElementById('missing');
						new MutationObserver((_, made) => {
							words.remove();
							made.disconnect();
						}).observe(element, { childList: true });
						(${PAINTED})(begin);
					}`;

/** @param {string} script */
const sha256 = (script) => `sha256-${createHash('sha256').update(script).digest('base64')}`;
