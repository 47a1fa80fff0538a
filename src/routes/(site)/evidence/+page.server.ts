import { CATALOGUE } from '$content/catalogue';
import { systemIds } from '$lib/systems';
import { rowsOf } from '$lib/systems/figures';
import { familiesOf } from './figures';
import { KEPT } from './kept';
import type { PageServerLoad } from './$types';

/** The kept rows of each question, and which of them take a second or two. */
export const load: PageServerLoad = async () => {
  const groups = await Promise.all(
    systemIds.map(async (system) => {
      const rows = KEPT.get(system) ?? [];
      const { no, slug, title } = CATALOGUE.find((entry) => entry.system === system)!;
      const cheap = (await rowsOf(system)).filter((row) => row.cheap).map(({ id }) => id);
      return { system, no, slug, title, rows, cheap, families: [...familiesOf(rows)] };
    }),
  );
  return { groups: groups.filter(({ rows }) => rows.length > 0).sort((a, b) => a.no - b.no) };
};
