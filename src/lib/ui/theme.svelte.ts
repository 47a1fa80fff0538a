import { readLocal, writeLocal } from './local';

export type ThemeChoice = 'auto' | 'light' | 'dark';

const ORDER: readonly ThemeChoice[] = ['auto', 'light', 'dark'];

/** The reader's theme. app.html sets it before the first paint; this changes it. */
class Theme {
  choice = $state<ThemeChoice>('auto');

  /** Takes over what was kept; call it once, in the browser. */
  start(): void {
    const kept = readLocal('theme');
    this.choice = kept === 'light' || kept === 'dark' ? kept : 'auto';
  }

  set(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    writeLocal('theme', choice === 'auto' ? null : choice);
  }

  /** Auto, light, dark, and round again. */
  next(): void {
    this.set(ORDER[(ORDER.indexOf(this.choice) + 1) % ORDER.length]);
  }
}

export const theme = new Theme();
