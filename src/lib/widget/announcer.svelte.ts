import type { WidgetController } from './controller.svelte';

/** What a widget says to those who do not see it. */
export class Announcer {
  said = $state('');

  /** Says the same thing twice when it is done twice. */
  say(text: string): void {
    this.said = this.said === text ? `${text} ` : text;
  }

  /** The same, but not what was said last. */
  sayNew(text: string): void {
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
