import { createStore, del, entries, update, type UseStore } from 'idb-keyval';

/**
 * What the reader has done, kept in this browser: a record a card and a record a page, each read and written in one
 * transaction, so that two tabs do not overwrite each other. What cannot be kept stays in memory, is offered to be tried
 * again, and is told: `refused` (no storage here), `full`, or `silent` (storage does not answer).
 */
export type Trouble = 'refused' | 'full' | 'silent';

export type Records = Record<string, unknown>;
/** The one of two records of a key that holds both. */
type Merge = (key: string, a: unknown, b: unknown) => unknown;

interface Options {
  merge: Merge;
  /** Called when another tab has written. */
  onchange?: (key: string, value: unknown) => void;
  /** Called when something could not be kept, or could after all. */
  ontrouble?: (trouble: Trouble | null, unsaved: number) => void;
  /** Storage that has not answered after so long is not waited for, ms. */
  patience?: number;
}

const NAME = 'faultline-study';

class Silent extends Error {}

export class Store {
  readonly #memory = new Map<string, unknown>();
  /** What is only in memory. */
  readonly #unsaved = new Set<string>();
  #others: BroadcastChannel | null = null;
  readonly #options: Options;
  #database: UseStore | undefined;
  /** It was waited for in vain once. */
  #silent = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** All records; those in memory where storage fails. */
  async load(): Promise<Records> {
    this.#listen();
    try {
      const kept = await this.#soon(entries<string, unknown>(this.#open()));
      for (const [key, value] of kept) this.#remember(key, value);
      if (this.#unsaved.size > 0) await this.save();
    } catch (error) {
      this.#fail(error);
    }
    return Object.fromEntries(this.#memory);
  }

  /** Changes one record as it is now, whoever wrote it last, and gives what it has become. */
  async change<T>(key: string, how: (old: T | undefined) => T): Promise<T> {
    const before = this.#memory.get(key) as T | undefined;
    let value: T | undefined;
    try {
      await this.#write<T>(key, (old) => (value = how(old ?? before)));
    } catch (error) {
      // Written or not: what was meant is known, and is kept in memory.
      value = how(before);
      this.#unsaved.add(key);
      this.#memory.set(key, value);
      this.#fail(error);
      return value;
    }
    this.#memory.set(key, value);
    if (this.#unsaved.size > 0) void this.save();
    return value as T;
  }

  /** Tries again to keep what is only in memory. True when everything is kept. */
  async save(): Promise<boolean> {
    try {
      for (const key of [...this.#unsaved]) {
        const value = this.#memory.get(key);
        await this.#write(key, (old) => this.#options.merge(key, old, value));
        this.#unsaved.delete(key);
      }
      this.#tell(null);
    } catch (error) {
      this.#fail(error);
    }
    return this.#unsaved.size === 0;
  }

  /** Forgets a record. */
  async remove(key: string): Promise<void> {
    this.#memory.delete(key);
    try {
      await this.#soon(del(key, this.#open()));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** To what other tabs write. */
  #listen(): void {
    if (this.#others || typeof BroadcastChannel === 'undefined') return;
    this.#others = new BroadcastChannel(NAME);
    this.#others.onmessage = ({ data }) => {
      const { key, value } = data as { key: string; value: unknown };
      this.#remember(key, value);
      this.#options.onchange?.(key, value);
    };
  }

  async #write<T>(key: string, how: (old: T | undefined) => T): Promise<void> {
    let value: T | undefined;
    await this.#soon(update<T>(key, (old) => (value = how(old)), this.#open()));
    this.#others?.postMessage({ key, value });
  }

  #remember(key: string, value: unknown): void {
    const mine = this.#unsaved.has(key) ? this.#memory.get(key) : undefined;
    this.#memory.set(key, mine === undefined ? value : this.#options.merge(key, value, mine));
  }

  #open(): UseStore {
    return (this.#database ??= createStore(NAME, 'kept'));
  }

  /** What comes too late is not waited for; when it comes, what was left in memory is kept too. */
  #soon<T>(work: Promise<T>): Promise<T> {
    const { patience = 3000 } = this.#options;
    return new Promise((done, fail) => {
      const late = setTimeout(
        () => {
          fail(new Silent());
          this.#silent = true;
          work.then(
            () => this.save(),
            () => {},
          );
        },
        this.#silent ? 0 : patience,
      );
      const come = () => {
        clearTimeout(late);
        this.#silent = false;
      };
      work.finally(come).then(done, fail);
    });
  }

  #fail(error: unknown): void {
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    this.#tell(error instanceof Silent ? 'silent' : full ? 'full' : 'refused');
  }

  #tell(trouble: Trouble | null): void {
    this.#options.ontrouble?.(trouble, this.#unsaved.size);
  }
}
