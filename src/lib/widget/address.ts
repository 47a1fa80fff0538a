import type { Extras } from '../link/extras';
import { writeLink, writeShortest } from '../link/write';
import type { WidgetController } from './controller.svelte';

function extrasOf({ view, scenario, player }: WidgetController): Extras {
  const speed = player.telling ? undefined : player.speed;
  return { t: Math.floor(player.t), view, story: scenario?.id, speed };
}

/** The address of the very moment that a widget shows: readable at any length. */
export function addressOf(of: WidgetController): string {
  const { system, recipe } = of;
  if (!system || !recipe) return location.href;
  return new URL(writeLink(system, recipe, extrasOf(of)), location.href).href;
}

/** The same, packed when that is shorter. */
export async function shortAddressOf(of: WidgetController): Promise<string> {
  const { system, recipe } = of;
  if (!system || !recipe) return location.href;
  return new URL(await writeShortest(system, recipe, extrasOf(of)), location.href).href;
}
