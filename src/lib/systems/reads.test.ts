import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemIds } from '.';

const folder = (id: string) => `src/lib/systems/${id}/view`;
const own = systemIds.filter((id) => existsSync(folder(id)));

test.each(own)('the own view of %s says in a line what it shows and how to read it', (id) => {
  const drawings = readdirSync(folder(id)).filter((file) => file.endsWith('.svelte'));
  const says = drawings.some((file) =>
    /<Reads>\s*\S|\{#snippet words\(\)\}\s*\S/.test(readFileSync(`${folder(id)}/${file}`, 'utf8')),
  );
  expect(says).toBe(true);
});
