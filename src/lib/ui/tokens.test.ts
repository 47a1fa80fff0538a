import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [, root] = css.match(/:root \{([^{}]*)\}/)!;
/** The rules in which the dark theme is turned on: by the system's wish, and by the reader's. */
const turns = [...css.matchAll(/\{\s*color-scheme: dark;([^{}]*)\}/g)].map(([, body]) => body);

/** Each token as it is in one theme: of its two values one is nothing. */
function tokensOf(theme: 'light' | 'dark'): Record<string, string> {
  const other = theme === 'light' ? 'dark' : 'light';
  const values = root
    .replaceAll(new RegExp(`var\\(--${other}, (?:[^()]|\\([^()]*\\))*\\)`, 'g'), '')
    .replaceAll(new RegExp(`var\\(--${theme}, ((?:[^()]|\\([^()]*\\))*)\\)`, 'g'), '$1');
  return Object.fromEntries(
    [...values.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]),
  );
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const meanings = ['fault', 'healthy', 'message', 'waiting', 'durable', 'unknown'];

describe.each([
  ['light', tokensOf('light')],
  ['dark', tokensOf('dark')],
])('%s theme', (_, theme) => {
  it.each(['--ink', '--ink-2', '--ink-3', ...meanings.map((m) => `--${m}-ink`)])(
    '%s is readable on paper, on surfaces and in wells',
    (name) => {
      for (const ground of ['--paper', '--surface', '--sunken'])
        expect(contrast(theme[name], theme[ground]), ground).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(meanings)('%s: its text is readable on its wash, its marks are seen on paper', (m) => {
    expect(contrast(theme[`--${m}-ink`], theme[`--${m}-wash`])).toBeGreaterThanOrEqual(4.5);
    for (const ground of ['--paper', '--surface'])
      expect(contrast(theme[`--${m}`], theme[ground])).toBeGreaterThanOrEqual(3);
  });

  it('shows where the focus is, and the frames of controls', () => {
    for (const name of ['--focus', '--line-2'])
      expect(contrast(theme[name], theme['--paper']), name).toBeGreaterThanOrEqual(3);
    expect(contrast(theme['--on-ink'], theme['--ink'])).toBeGreaterThanOrEqual(7);
  });
});

it('turns to the dark theme in the same way whoever wishes for it', () => {
  expect(root).toMatch(/--light: initial;\s*--dark: ;/);
  expect(turns).toHaveLength(2);
  for (const turn of turns) expect(turn).toMatch(/^\s*--light: ;\s*--dark: initial;\s*$/);
});
