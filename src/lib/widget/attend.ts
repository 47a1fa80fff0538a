import { createKeybindingsHandler } from 'tinykeys';
import { characterKeys } from './character-keys.svelte';
import type { WidgetController } from './controller.svelte';
import { isCharacter, isTaken, KEYS, type Command } from './keys';

/** Read when it is needed: a widget's properties may change while it is on the page. */
interface Attended {
  readonly controller: WidgetController;
  /** Keys that are no characters work wherever the focus is on the page. */
  readonly allKeys: boolean;
  /** Something else has the keys. */
  isTaken(): boolean;
  /** A command's key was pressed; false where it is none of this widget's. */
  oncommand(name: Command): boolean;
}

/** Calls the commands of keys. Returns what takes the listener away. */
function heedKeys(root: HTMLElement, by: Attended) {
  const bindings = KEYS.flatMap(({ keys, command }) =>
    keys.map((key) => [
      key,
      (event: KeyboardEvent) => {
        if (by.oncommand(command)) event.preventDefault();
      },
    ]),
  );
  const handle = createKeybindingsHandler(Object.fromEntries(bindings));
  const onkeydown = (event: KeyboardEvent) => {
    if (by.isTaken() || isTaken(event)) return;
    const isInside = root.contains(event.target as Element);
    // Whoever speaks to a computer, or brushes a key, must not crash a node by a letter: only with the focus here.
    if (isCharacter(event) ? isInside && characterKeys.on : isInside || by.allKeys) handle(event);
  };
  // Not on the widget: handlers inside are delegated to a place above it, and would come too late to keep a key.
  window.addEventListener('keydown', onkeydown);
  return () => window.removeEventListener('keydown', onkeydown);
}

/** Steps from moment to moment where the reader wants nothing to move. */
function heedMotion(by: Attended) {
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  const still = () => (by.controller.player.stepping = motion.matches);
  still();
  motion.addEventListener('change', still);
  return () => motion.removeEventListener('change', still);
}

/** Tells the controller whether anybody can see the widget. */
function heedSight(root: HTMLElement, by: Attended) {
  let inView = true;
  const see = () => (by.controller.visible = inView && !document.hidden);
  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1)!.isIntersecting;
    see();
  });
  observer.observe(root);
  document.addEventListener('visibilitychange', see);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', see);
  };
}

/** What a widget heeds while it is on a page: keys, the wish for less motion, and whether it is in sight. */
export function attend(root: HTMLElement, by: Attended): () => void {
  const ends = [heedKeys(root, by), heedMotion(by), heedSight(root, by)];
  return () => ends.forEach((end) => end());
}
