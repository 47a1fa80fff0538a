import { error } from '@sveltejs/kit';
import { loadSystem, systemIds } from '$lib/systems';
import { openingOf } from '$lib/widget/opening';

export const entries = () => systemIds.map((system) => ({ system }));

export async function load({ params }: { params: { system: string } }) {
  if (!systemIds.includes(params.system)) error(404, `There is no system "${params.system}".`);
  return { system: params.system, opening: openingOf(await loadSystem(params.system)) };
}
