import { error } from '@sveltejs/kit';
import { systemIds } from '$lib/systems';

export const entries = () => systemIds.map((system) => ({ system }));

export function load({ params }: { params: { system: string } }) {
  if (!systemIds.includes(params.system)) error(404, `There is no system "${params.system}".`);
  return { system: params.system };
}
