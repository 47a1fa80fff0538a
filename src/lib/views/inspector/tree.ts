import { counted, grouped } from '../../sim';
import {
  childrenOf,
  isBranch,
  isList,
  NOTHING,
  primitiveText,
  same,
  sameChild,
  sizeOf,
  type Child,
} from './values';

/** One line of a tree of data. */
export interface Row {
  /** Where it is: the same part has the same path at another moment. */
  readonly path: string;
  /** From 1. */
  readonly depth: number;
  /** Its name; "" for a member of a set. */
  readonly key: string;
  /** Its value, or what is in it in brief. */
  readonly text: string;
  /** `cut` stands for those that are left out. */
  readonly kind: 'leaf' | 'branch' | 'cut';
  readonly isOpen: boolean;
  readonly isChanged: boolean;
  /** Of a changed leaf: what it was; "" where it was not there. */
  readonly was: string;
  /** Its place among its brothers, from 1, and how many rows those are. */
  readonly place: number;
  readonly among: number;
}

export interface TreeOptions {
  /** The same data at an earlier moment; `NOTHING`: nothing is marked. */
  readonly before?: unknown;
  /** Whether a branch is open. */
  isOpen(path: string): boolean;
  /** What a value is called where it is known to be more than itself, such as a reference to a node. */
  nameOf?(path: string, value: unknown): string | undefined;
}

/** More parts than this are cut in the middle, where so many at the beginning and at the end are left: the latest count. */
const MOST = 30;
const [HEAD, TAIL] = [8, 16];
/** Parts that fit into one line, and letters of it. */
const [FEW, LINE] = [8, 44];

type NameOf = NonNullable<TreeOptions['nameOf']>;
const noName: NameOf = () => undefined;

/** "/log/3" */
export const pathTo = (path: string, step: string): string =>
  `${path}/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Everything in one line where there is little of it; `null` where it needs lines of its own. */
function inline(value: object, path: string, nameOf: NameOf): string | null {
  const size = sizeOf(value);
  if (size === 0) return 'empty';
  if (size > FEW || !(isList(value) || value instanceof Set)) return null;
  const children = childrenOf(value);
  if (children.some(({ value: of, step }) => isBranch(of) && !nameOf(pathTo(path, step), of)))
    return null;
  const text = children
    .map(({ value: of, step }) => nameOf(pathTo(path, step), of) ?? primitiveText(of))
    .join(', ');
  return text.length <= LINE ? text : null;
}

/** What is in a branch, in brief: "12 entries", "term 3, command put…". */
function brief(value: object, path: string, nameOf: NameOf): string {
  const size = sizeOf(value);
  if (isList(value) || value instanceof Map) return counted(size, 'entry', 'entries');
  if (value instanceof Set) return counted(size, 'value');
  const children = childrenOf(value, 0, FEW);
  const plain = children
    .filter(({ value: of }) => !isBranch(of))
    .map((c) => `${c.key} ${nameOf(pathTo(path, c.step), c.value) ?? primitiveText(c.value)}`);
  const text = plain.join(', ');
  if (text === '') return counted(size, 'field');
  const isWhole = plain.length === size && text.length <= LINE;
  return isWhole ? text : `${text.slice(0, LINE).replace(/,? *$/, '')}…`;
}

/** A value in one line. */
export function valueText(value: unknown, path = '', nameOf: NameOf = noName): string {
  const name = nameOf(path, value);
  if (name !== undefined) return name;
  if (!isBranch(value)) return primitiveText(value);
  return inline(value, path, nameOf) ?? brief(value, path, nameOf);
}

/** The parts that are shown, and how many are left out before the last of them. */
function shownOf(value: object): { head: Child[]; cut: number; tail: Child[] } {
  const size = sizeOf(value);
  if (size <= MOST) return { head: childrenOf(value), cut: 0, tail: [] };
  const tail = childrenOf(value, size - TAIL, size);
  return { head: childrenOf(value, 0, HEAD), cut: size - HEAD - TAIL, tail };
}

/** The lines of all parts of `value` that can be seen, in order. */
export function rowsOf(value: unknown, options: TreeOptions): Row[] {
  const rows: Row[] = [];
  if (isBranch(value)) addChildren(rows, value, options.before ?? NOTHING, '', 1, options);
  return rows;
}

function addChildren(
  rows: Row[],
  value: object,
  before: unknown,
  path: string,
  depth: number,
  options: TreeOptions,
): void {
  const { head, cut, tail } = shownOf(value);
  const among = head.length + tail.length + (cut > 0 ? 1 : 0);
  const add = (child: Child, place: number) => {
    const was = before === NOTHING ? NOTHING : sameChild(before, value, child);
    const isMarked = before !== NOTHING && (was === NOTHING || !same(child.value, was));
    addRow(rows, child, was, isMarked, pathTo(path, child.step), depth, place, among, options);
  };
  head.forEach((child, i) => add(child, i + 1));
  if (cut > 0) {
    const of = { key: '', text: `… ${grouped(cut)} more`, kind: 'cut', was: '' } as const;
    const at = { path: pathTo(path, '…'), depth, place: head.length + 1, among };
    rows.push({ ...of, ...at, isOpen: false, isChanged: false });
  }
  tail.forEach((child, i) => add(child, among - tail.length + i + 1));
}

function addRow(
  rows: Row[],
  { key, value }: Child,
  was: unknown,
  isChanged: boolean,
  path: string,
  depth: number,
  place: number,
  among: number,
  options: TreeOptions,
): void {
  const nameOf = options.nameOf ?? noName;
  const isLeaf =
    !isBranch(value) || nameOf(path, value) !== undefined || inline(value, path, nameOf) !== null;
  const isOpen = !isLeaf && options.isOpen(path);
  rows.push({
    path,
    depth,
    key,
    text: valueText(value, path, nameOf),
    kind: isLeaf ? 'leaf' : 'branch',
    isOpen,
    isChanged,
    was: isChanged && was !== NOTHING ? valueText(was, path, nameOf) : '',
    place,
    among,
  });
  if (isOpen) addChildren(rows, value, isChanged ? was : value, path, depth + 1, options);
}
