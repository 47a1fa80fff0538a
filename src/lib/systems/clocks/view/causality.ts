import { eventReader, type Micros, type Trace } from '../../../sim';
import type { LabelledNodes } from '../../../views/labels';
import { compare, type Ordering, type Stamps, type WriteId } from '../nodes/stamps';
import { stampText } from '../nodes/stamps';
import type { ClocksWorld } from '../world';

const eventsOf = eventReader<ClocksWorld>();

/** A write or a read of one writer, with the stamps that its clocks gave it. */
export interface Point extends WriteId {
  readonly kind: 'wrote' | 'read';
  /** Its lane, from 0, and the node's number. */
  readonly lane: number;
  readonly node: number;
  readonly name: string;
  readonly from: Micros;
  readonly stamps: Stamps;
  /** What was written; of a read, what the write that it read about wrote. */
  readonly key: string;
  /** Points that come immediately before: the last one on its lane, and for a read its write. */
  readonly before: readonly number[];
  /** Its stamp is no later than that of a cause: what the ordering takes it to be earlier than, or −1. */
  readonly behind: number;
}

/** Whether a point lies in another one's past or future, or in neither. */
export type Relation = 'self' | 'past' | 'future' | 'concurrent';

export interface Causality {
  readonly order: Ordering;
  readonly points: readonly Point[];
  /** For each point, those that come immediately after it. */
  readonly after: readonly (readonly number[])[];
}

const numbersIn = (text: string, by: string): number[] => text.split(by).map(Number);

function hybridOf(text: string): Stamps['hybrid'] {
  const [l, c = 0] = numbersIn(text, '+');
  return { l, c };
}

type Raw = Omit<Point, 'before' | 'behind' | 'key'> & { readonly key: string | null };

function rawPoints(trace: Trace, nodes: LabelledNodes): Raw[] {
  const lanes = nodes.flatMap(({ id }, i) => (id.startsWith('writer-') ? [i] : []));
  return eventsOf(trace, 'wrote', 'read').map(({ name: kind, node, at, data }): Raw => {
    const { by, seq, wall, lamport, vector, hybrid } = data;
    const key = 'key' in data ? data.key : null;
    const stamps = { wall, lamport, vector: numbersIn(vector, '·'), hybrid: hybridOf(hybrid) };
    const lane = lanes.indexOf(node);
    return { kind, lane, node, name: nodes[node].label, from: at, by, seq, key, stamps };
  });
}

/** True where the ordering does not take `a` to be the earlier one. Reads are compared by their stamps alone. */
function isBehind(order: Ordering, a: Point | Raw, b: Raw): boolean {
  const c = compare(order, { ...a, by: 0, seq: 0 }, { ...b, by: 0, seq: 0 });
  return c === null || c > 0;
}

/**
 * Reads the writes and reads of a trace, and links each with what comes immediately before it: happened-before is the
 * closure of these links. Stamps are those that the nodes wrote down; none is made here.
 */
export function causalityOf(trace: Trace, nodes: LabelledNodes, order: Ordering): Causality {
  const points: Point[] = [];
  const after: number[][] = [];
  const lastOn = new Map<number, number>();
  const written = new Map<string, number>();
  const lastOf = new Map<string, number>();
  for (const raw of rawPoints(trace, nodes)) {
    const i = points.length;
    const id = `${raw.by}:${raw.seq}`;
    const source = raw.kind === 'read' ? written.get(id) : undefined;
    const before = [lastOn.get(raw.lane), source].filter((p) => p !== undefined);
    const key = raw.key ?? (source === undefined ? '' : points[source].key);
    // What its writer last knew of the key: its own write, or one that it has read about.
    const known = lastOf.get(`${raw.lane} ${key}`);
    const cause = raw.kind === 'read' ? source : known;
    const behind = cause !== undefined && isBehind(order, points[cause], raw) ? cause : -1;
    points.push({ ...raw, key, before, behind });
    after.push([]);
    for (const p of before) after[p].push(i);
    lastOn.set(raw.lane, i);
    if (raw.kind === 'wrote') written.set(id, i);
    if (raw.kind === 'wrote' || source !== undefined)
      lastOf.set(`${raw.lane} ${key}`, raw.kind === 'wrote' ? i : source!);
  }
  return { order, points, after };
}

function reach(from: number, next: (i: number) => readonly number[]): Set<number> {
  const seen = new Set<number>();
  const open = [from];
  for (let i = open.pop(); i !== undefined; i = open.pop())
    for (const p of next(i)) {
      if (seen.has(p)) continue;
      seen.add(p);
      open.push(p);
    }
  return seen;
}

/** How every point stands to the point `of`: its past and its future are what links lead to. */
export function relationsTo({ points, after }: Causality, of: number): Relation[] {
  const past = reach(of, (i) => points[i].before);
  const future = reach(of, (i) => after[i]);
  return points.map((_, i) =>
    i === of ? 'self' : past.has(i) ? 'past' : future.has(i) ? 'future' : 'concurrent',
  );
}

const ALL: readonly [Ordering, string][] = [
  ['wall', 'wall'],
  ['lamport', ''],
  ['vector', 'vector'],
  ['hybrid', 'hybrid'],
];

/** All four stamps of a point: "wall 110, L 3, vector 1·2·0, hybrid 180+2". */
export const stampsText = ({ stamps }: Point): string =>
  ALL.map(([order, word]) => `${word} ${fullText(order, stamps)}`.trim()).join(', ');

const fullText = (order: Ordering, stamps: Stamps): string =>
  order === 'vector' ? stamps.vector.join('·') : stampText(order, stamps);

/** What happened, in words: "B reads of A’s write", "C writes x". */
export function pointText({ points }: Causality, i: number): string {
  const { kind, name, key, behind, before } = points[i];
  const source = points[before[before.length - 1]] as Point | undefined;
  const what =
    kind === 'wrote' ? `${name} writes ${key}` : `${name} reads ${source?.name ?? '?'}’s write`;
  return behind < 0 ? what : `${what}, with an earlier stamp than its cause`;
}

/** Of the writes up to `t` that have a cause on their key: how many, and how many have an earlier wall-clock stamp. */
export function wallInversions({ points }: Causality, t: Micros): { pairs: number; wrong: number } {
  const latest = new Map<string, Point>();
  let [pairs, wrong] = [0, 0];
  for (const point of points) {
    if (point.from > t) break;
    if (point.kind === 'read') {
      const source = points[point.before[point.before.length - 1]] as Point | undefined;
      if (source?.kind === 'wrote') latest.set(`${point.lane} ${point.key}`, source);
      continue;
    }
    const cause = latest.get(`${point.lane} ${point.key}`);
    latest.set(`${point.lane} ${point.key}`, point);
    if (!cause) continue;
    pairs++;
    if ((compare('wall', cause, point) ?? 0) > 0) wrong++;
  }
  return { pairs, wrong };
}
