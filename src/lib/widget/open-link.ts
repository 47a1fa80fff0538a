import { nearestSpeed } from '../player/speed';
import { DamagedLink, linkNotice } from '../link/damage';
import type { Linked } from '../link/linked';
import { readLink } from '../link/read';
import { InputError } from '../sim';
import type { WidgetController } from './controller.svelte';

export { isLink } from '../link/read';

/**
 * Shows what a link says. False where it cannot be opened: the reader is then told why, and what is shown instead.
 * @param first the page has only just been opened: what it shows is its default run
 */
export async function openLink(
  controller: WidgetController,
  hash: string,
  first: boolean,
): Promise<boolean> {
  try {
    adopt(controller, await readLink(controller.system!, hash));
    return true;
  } catch (error) {
    const readable = error instanceof DamagedLink ? error.readable : null;
    const shown = first ? 'the default run is shown' : 'the run on this page stays as it is';
    controller.refuse(
      error instanceof InputError ? linkNotice(error, shown) : error,
      readable && { label: 'Open what could be read', take: () => adopt(controller, readable) },
    );
    return false;
  }
}

function adopt(
  controller: WidgetController,
  { recipe, story, t, view, speed, lost }: Linked,
): void {
  const present = recipe ?? controller.recipe;
  if (!present) return;
  controller.adopt({
    recipe: present,
    story: recipe ? story : controller.scenario?.id,
    t,
    view,
    speed: speed === undefined ? undefined : nearestSpeed(speed),
  });
  if (lost.length > 0) controller.refuse(lost.join(' '));
}
