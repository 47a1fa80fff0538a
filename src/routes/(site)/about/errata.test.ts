import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { borrowed } from '../../../../tests/fixtures/borrowed';
import { ERRATA } from './errata';

it('the about page and the errata say nothing in the words of the source', () => {
  const page = readFileSync(new URL('./+page.svelte', import.meta.url), 'utf8').replace(
    /<[^>]+>/g,
    ' ',
  );
  expect(page).toContain('Patrick Algrim');
  const texts = [page, ...ERRATA.flatMap(({ what, instead }) => [what, instead])];
  expect(texts.flatMap((text) => borrowed(text))).toEqual([]);
});
