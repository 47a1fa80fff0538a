import { pathTo, valueText, type TreeOptions } from './tree';
import { childrenOf, isBranch, isList, isTyped, NOTHING, same, sameChild, sizeOf } from './values';

/** Something that is not what it was. */
export interface Change {
  /** "match › 2" */
  readonly what: string;
  /** "" where it was not there. */
  readonly was: string;
  /** "" where it is gone. */
  readonly is: string;
}

/** More than this are counted. */
const MOST = 6;
/** So far down, what differs is told as a whole. */
const DEEPEST = 4;

/** What changed from `before` to `now`, part by part; `more` are left out. */
export function changesOf(
  before: unknown,
  now: unknown,
  nameOf?: TreeOptions['nameOf'],
): { readonly changes: readonly Change[]; readonly more: number } {
  const all: Change[] = [];
  compare(all, before, now, '', [], nameOf);
  return { changes: all.slice(0, MOST), more: Math.max(0, all.length - MOST) };
}

/** Parts are compared one by one where they keep their places: what was added to a list is its length. */
function descends(a: unknown, b: unknown, depth: number): boolean {
  if (!isBranch(a) || !isBranch(b) || depth >= DEEPEST || isTyped(b)) return false;
  return isList(a) && isList(b) ? a.length === b.length : isList(a) === isList(b);
}

function compare(
  all: Change[],
  before: unknown,
  now: unknown,
  path: string,
  names: readonly string[],
  nameOf: TreeOptions['nameOf'],
): void {
  if (same(before, now)) return;
  if (!isBranch(now) || !descends(before, now, names.length)) {
    const text = (value: unknown) => (value === NOTHING ? '' : valueText(value, path, nameOf));
    all.push({
      what: names.join(' › '),
      was: text(before),
      is: told(text(before), text(now), now),
    });
    return;
  }
  for (const child of childrenOf(now)) {
    const at = pathTo(path, child.step);
    const name = child.key || valueText(child.value, at, nameOf);
    compare(all, sameChild(before, now, child), child.value, at, [...names, name], nameOf);
  }
  for (const child of childrenOf(before as object)) {
    if (sameChild(now, before as object, child) !== NOTHING) continue;
    const at = pathTo(path, child.step);
    const was = valueText(child.value, at, nameOf);
    all.push({ what: [...names, child.key || was].join(' › '), was, is: '' });
  }
}

/** Two values that read alike and are not are told apart. */
function told(was: string, is: string, now: unknown): string {
  if (was !== is) return is;
  return isBranch(now) ? `${is}, of ${sizeOf(now)} some changed` : `${is}, changed`;
}
