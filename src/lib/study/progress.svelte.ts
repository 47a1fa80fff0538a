import type { CardState, Grade } from './cards';
import {
  cardKey,
  mergeCards,
  mergePages,
  mergeRecords,
  pageKey,
  sort,
  type Everything,
  type PageProgress,
} from './records';
import { Store, type Trouble } from './store';

/** Records of earlier versions, taken apart when they are met. */
const OLD = ['pages', 'cards'];

/** What this reader has done, on every page and every card. Loaded once, kept at each change, the same in all tabs. */
class Progress {
  pages = $state<Record<string, PageProgress>>({});
  cards = $state<Record<string, CardState>>({});
  ready = $state(false);
  /** Why this browser does not keep what is done; null when it does. */
  trouble = $state<Trouble | null>(null);
  /** Records that are lost when the page is left. */
  unsaved = $state(0);
  #started: Promise<void> | undefined;

  readonly #store = new Store({
    merge: mergeRecords,
    onchange: (key, value) => this.#add(sort({ [key]: value })),
    ontrouble: (trouble, unsaved) => {
      this.trouble = trouble;
      this.unsaved = unsaved;
    },
  });

  /** Resolves when what was kept is here, or is known not to come. */
  start(): Promise<void> {
    return (this.#started ??= this.#load());
  }

  async #load(): Promise<void> {
    const records = await this.#store.load();
    const kept = sort(records);
    this.#add(kept);
    this.ready = true;
    const old = OLD.filter((key) => key in records);
    if (old.length === 0) return;
    await this.restore(kept);
    if (this.unsaved === 0) await Promise.all(old.map((key) => this.#store.remove(key)));
  }

  #add({ pages, cards }: Everything): void {
    for (const [slug, page] of Object.entries(pages))
      this.pages[slug] = mergePages($state.snapshot(this.pages[slug]), page);
    for (const [key, card] of Object.entries(cards))
      this.cards[key] = mergeCards($state.snapshot(this.cards[key]), card);
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
    if (this.isDone(slug, part)) return;
    const added = { done: [part], parts };
    this.#add({ pages: { [slug]: added }, cards: {} });
    void this.#store.change<PageProgress>(pageKey(slug), (old) => mergePages(old, added));
  }

  /**
   * Records an answer at `now` (ms since 1970). The scheduler is fetched with the first answer; rejects when that does
   * not come, and records nothing.
   */
  async answer(key: string, grade: Grade, now: number): Promise<CardState> {
    const { review } = await import('./schedule');
    const shown = $state.snapshot(this.cards[key]);
    const next = await this.#store.change<CardState>(cardKey(key), (old) =>
      review(old ?? shown, grade, now),
    );
    this.cards[key] = next;
    return next;
  }

  /** Tries again to keep what is only in memory. */
  save(): Promise<boolean> {
    return this.#store.save();
  }

  /** All of it, to be kept elsewhere. */
  everything(): Everything {
    return $state.snapshot({ pages: this.pages, cards: this.cards });
  }

  /** Adds what was kept elsewhere: nothing that is here already is lost. */
  async restore(kept: Everything): Promise<void> {
    this.#add(kept);
    for (const [slug, page] of Object.entries(kept.pages))
      await this.#store.change<PageProgress>(pageKey(slug), (old) => mergePages(old, page));
    for (const [key, card] of Object.entries(kept.cards))
      await this.#store.change<CardState>(cardKey(key), (old) => mergeCards(old, card));
  }
}

export const progress = new Progress();
