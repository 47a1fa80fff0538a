import type { WidgetController } from './controller.svelte';

/** What a widget says to those who do not see it. */
export class Announcer {
  said = $state('');
  #acted = false;

  /** Says the same thing twice when it is done twice. */
  say(text: string): void {
    this.said = this.said === text ? `${text} ` : text;
  }

  /** What the reader has done; then, standing still too, the story says what came of it. */
  sayAct(text: string): void {
    this.say(text);
    this.#acted = true;
  }

  /** A caption of the story that plays, or of what the reader has just done; not what was said last. */
  sayCaption(text: string, playing: boolean): void {
    if (!playing && !this.#acted) return;
    this.#acted = false;
    if (this.said.trim() !== text) this.say(text);
  }

  /** What happened from a moment, µs, until the present one, and how things stand. */
  async sayMoment({ system, index, shown, player }: WidgetController, from: number): Promise<void> {
    const { t } = player;
    if (!system || !index || !shown) return;
    const { narrate } = await import('../views/stage/narration');
    this.say(narrate({ system, index, series: shown.series }, from, t));
  }
}
