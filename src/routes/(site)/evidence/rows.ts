import type { Numbers, Result } from '$lib/evidence/result';
import { grouped, significant } from '$lib/sim';

/** Each number in at most four figures, with its label where a row has several; words as they are. */
export function figure(value: Numbers | string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([label, number]) => `${label}: ${figure(number)}`)
      .join('\n');
  }
  return Number.isInteger(value) ? grouped(value) : significant(value, 4);
}

/** How rows say that nothing is run. */
const FORMULA = '(a formula)';

/** What a row comes from: runs of the kernel, or no run at all, which is when it has neither settings nor seeds. */
export function originOf({ settings, seeds }: Pick<Result, 'settings' | 'seeds'>): {
  readonly summary: string;
  readonly settings: string;
  readonly seeds: string;
} {
  if (settings === FORMULA)
    return {
      summary: 'how it is made',
      settings: '',
      seeds: 'A formula against a formula: no run',
    };
  if (seeds.length === 0)
    return {
      summary: 'how it is made',
      settings: '',
      seeds:
        'No run and nothing random: the bytes are written by the encoders that the widgets use',
    };
  const list = seeds.length > 3 && seeds.every((s, i) => s === seeds[0] + i);
  return {
    summary: 'settings and seeds',
    settings: settings === '' ? 'as the system has them' : settings,
    seeds: `${seeds.length === 1 ? 'seed' : 'seeds'} ${list ? `${seeds[0]} to ${seeds.at(-1)}` : seeds.join(', ')}`,
  };
}

/** Where a source is read: out in the world, or a page of ours named from the site's top. */
export function sourceLink(url: string, top: string): string {
  return /^https?:/.test(url) ? url : top + url;
}
