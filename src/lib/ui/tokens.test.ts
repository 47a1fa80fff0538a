import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const blocks = [...css.matchAll(/\{([^{}]*)\}/g)].map(([, body]) => variables(body));
const light = blocks[0];
const wished = blocks[1];
const chosen = blocks[2];

function variables(body: string): Record<string, string> {
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
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
  ['light', light],
  ['dark', { ...light, ...chosen }],
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

it('keeps the two dark themes equal', () => {
  expect(Object.keys(chosen).length).toBeGreaterThan(20);
  expect(wished).toEqual(chosen);
});
