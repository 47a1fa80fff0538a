import type { Result } from '$lib/evidence/result';
import { grouped } from '$lib/sim';

/** How rows say that nothing is run. */
const FORMULA = '(a formula)';

/** What a row comes from: runs of the kernel, or no run at all, which is when it has neither settings nor seeds. */
export function originOf({ settings, seeds }: Pick<Result, 'settings' | 'seeds'>): {
  /** In a few words. */
  readonly runs: string;
  readonly settings: string;
  readonly seeds: string;
} {
  if (settings === FORMULA)
    return {
      runs: 'a formula, no run',
      settings: '',
      seeds: 'A formula against a formula: no run',
    };
  if (seeds.length === 0)
    return {
      runs: 'bytes that the encoders write, no run',
      settings: '',
      seeds:
        'No run and nothing random: the bytes are written by the encoders that the widgets use',
    };
  const list = seeds.length > 3 && seeds.every((s, i) => s === seeds[0] + i);
  return {
    runs: seeds.length === 1 ? 'one run' : `${grouped(seeds.length)} runs`,
    settings: settings === '' ? 'as the system has them' : settings,
    seeds: `${seeds.length === 1 ? 'seed' : 'seeds'} ${list ? `${seeds[0]} to ${seeds.at(-1)}` : seeds.join(', ')}`,
  };
}

/** Where a source is read: out in the world, or a page of ours named from the site's top. */
export function sourceLink(url: string, top: string): string {
  return /^https?:/.test(url) ? url : top + url;
}
