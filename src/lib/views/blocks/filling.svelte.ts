import { onDestroy } from 'svelte';
import { yieldToMain } from '../../ui/yield-to-main';

/** Work at one go, wall ms: a page stays quick to the touch. */
const SLICE = 12;

/** What a page has run one after the other so far, and how far it is. A new beginning stops the one before. */
export class Filling<T> {
  made = $state.raw<readonly T[]>([]);
  phase = $state<'empty' | 'running' | 'done' | 'failed'>('empty');
  /** Raised by each beginning, so that an earlier one stops. */
  #turn = 0;

  /** For a component that is being made: it ends with that. */
  constructor() {
    onDestroy(() => this.#turn++);
  }

  /** `load` fetches what makes the runs; where it does not come, or a run fails, the phase says so. */
  async begin(load: () => Promise<Iterable<T>>): Promise<void> {
    const mine = ++this.#turn;
    this.made = [];
    this.phase = 'running';
    try {
      const others = yieldToMain(SLICE);
      for (const one of await load()) {
        if (mine !== this.#turn) return;
        this.made = [...this.made, one];
        await others();
      }
      if (mine === this.#turn) this.phase = 'done';
    } catch {
      if (mine === this.#turn) this.phase = 'failed';
    }
  }
}

/** A table that runs fill, each of them a cell with a key. */
export class FilledCells<Cell> extends Filling<readonly [key: string, cell: Cell]> {
  readonly cells = $derived<Readonly<Record<string, Cell>>>(Object.fromEntries(this.made));

  /** How many of them came out so. */
  count(is: (cell: Cell) => boolean): number {
    return this.made.filter(([, cell]) => is(cell)).length;
  }
}
