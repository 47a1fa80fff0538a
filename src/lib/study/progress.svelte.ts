import type { CardState, Grade } from './cards';
import { load, save } from './store';

interface PageProgress {
  /** Ids of the parts done: `predict`, `experiment:ID`, `challenge`, `cards`. */
  done: string[];
  /** How many parts the page has. */
  parts: number;
}

/** What this reader has done, on every page and every card. Loaded once, saved at each change. */
class Progress {
  pages = $state<Record<string, PageProgress>>({});
  cards = $state<Record<string, CardState>>({});
  ready = $state(false);

  async start(): Promise<void> {
    if (this.ready) return;
    this.pages = { ...(await load<Record<string, PageProgress>>('pages')), ...this.pages };
    this.cards = { ...(await load<Record<string, CardState>>('cards')), ...this.cards };
    this.ready = true;
  }

  isDone(slug: string, part: string): boolean {
    return this.pages[slug]?.done.includes(part) ?? false;
  }

  /** 0 to 1; 0 for a page never opened. */
  share(slug: string): number {
    const page = this.pages[slug];
    return page && page.parts > 0 ? Math.min(1, page.done.length / page.parts) : 0;
  }

  markDone(slug: string, part: string, parts: number): void {
    const done = this.pages[slug]?.done ?? [];
    if (done.includes(part)) return;
    this.pages[slug] = { done: [...done, part], parts };
    void save('pages', $state.snapshot(this.pages));
  }

  /** Records an answer at `now` (ms since 1970). The scheduler is fetched with the first answer. */
  async answer(key: string, grade: Grade, now: number): Promise<CardState> {
    const { review } = await import('./schedule');
    const next = review($state.snapshot(this.cards[key]), grade, now);
    this.cards[key] = next;
    await save('cards', $state.snapshot(this.cards));
    return next;
  }
}

export const progress = new Progress();
