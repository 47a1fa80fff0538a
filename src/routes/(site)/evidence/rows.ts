import type { Numbers } from '$lib/evidence';

/** Each number in at most four figures, with its label where a row has several; words as they are. */
export function figure(value: Numbers | string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([label, number]) => `${label}: ${figure(number)}`)
      .join('\n');
  }
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumSignificantDigits: 4 });
}

/** Where a source is read: out in the world, or a page of ours named from the site's top. */
export function sourceLink(url: string, top: string): string {
  return /^https?:/.test(url) ? url : top + url;
}
