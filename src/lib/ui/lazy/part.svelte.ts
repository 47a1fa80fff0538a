import { diagnose } from './build';
import type { PartError } from './preload';

/** What did not come. */
const failing = new Set<Part<unknown>>();

/** Fetches everything again that did not come: what holds for one part holds for all. */
export function tryAgain(): void {
  for (const part of [...failing]) void part.fetch();
}

/** A part that is fetched later: here, on its way, or failed for a reason that the reader can be told. */
export class Part<T> {
  loaded = $state.raw<T>();
  failed = $state.raw<PartError>();
  #asked = 0;

  /** Begins at once in a browser; a page that is being made leaves it out. */
  constructor(private readonly load: () => Promise<T>) {
    if (typeof window !== 'undefined') void this.fetch();
  }

  /** Fetches it, again if need be. What fails while the host answers gets a second chance at once. */
  async fetch(): Promise<void> {
    const asked = ++this.#asked;
    this.failed = undefined;
    failing.delete(this);
    try {
      this.loaded = await this.load();
    } catch (first) {
      const why = await diagnose(first);
      const second = why.kind === 'broken' && (await this.load().catch(() => undefined));
      if (asked !== this.#asked) return;
      if (second) this.loaded = second;
      else {
        this.failed = why;
        failing.add(this);
      }
    }
  }
}
