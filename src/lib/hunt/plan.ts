import {
  below,
  shuffle,
  chance,
  openStream,
  type Act,
  type HuntFault,
  type Intervention,
  type Micros,
  type Stream,
  type Topology,
} from '../sim';

/** A fault with what undoes it: one thing to a hunt, which injects both or neither. */
export interface Fault {
  readonly from: Micros;
  readonly to: Micros;
  readonly begin: readonly Act[];
  readonly end: readonly Act[];
}

/** What a run can be made to bear. */
export interface FaultSpace {
  readonly faults: readonly HuntFault[];
  readonly topology: Topology;
  readonly until: Micros;
  readonly most: number;
}

/** The latest onset and the latest end, as shares of the run: what recovers needs time to do so. */
const LAST_ONSET = 0.7;
const LAST_END = 0.8;
/** Times are whole multiples of this, so that they read well. */
const GRID: Micros = 10_000;

export function interventionsOf(faults: readonly Fault[]): Intervention[] {
  return faults
    .flatMap(({ from, to, begin, end }) => [
      ...begin.map((act) => ({ at: from, ...act })),
      ...end.map((act) => ({ at: to, ...act })),
    ])
    .sort((a, b) => a.at - b.at);
}

const onGrid = (at: number): Micros => Math.floor(at / GRID) * GRID;

function matcher(pattern: string): (id: string) => boolean {
  const parts = pattern.split('*').map((p) => p.replace(/[^a-z0-9-]/g, ''));
  const regex = new RegExp(`^${parts.join('.*')}$`);
  return (id) => regex.test(id);
}

/** Whom a fault befalls: a node, both ends of a link, or for a partition nobody by name. */
type Place = readonly string[];

function placesFor(fault: HuntFault, { nodes, links }: Topology): Place[] {
  const isHit = matcher(fault.nodes);
  if (fault.fault === 'partition') return [nodes.map((n) => n.id).filter(isHit)];
  if (fault.to === undefined) return nodes.filter((n) => isHit(n.id)).map((n) => [n.id]);
  const isEnd = matcher(fault.to);
  return links.filter((l) => isHit(l.from) && isEnd(l.to)).map((l) => [l.from, l.to]);
}

const oneOf = <T>(random: Stream, things: readonly T[]): T => things[below(random, things.length)];
/** A whole number from `low` to `high`. */
const from = (random: Stream, low: number, high: number): number =>
  low + below(random, Math.max(1, Math.floor(high - low) + 1));

/** Divides nodes into two groups, seldom three, none of them empty. */
function divide(random: Stream, ids: readonly string[]): string[][] {
  const shuffled = shuffle([...ids], random);
  const first = 1 + below(random, shuffled.length - 1);
  const groups = [shuffled.slice(0, first), shuffled.slice(first)];
  if (groups[1].length > 1 && chance(random, 0.25)) groups.push(groups[1].splice(1));
  return groups.map((g) => g.sort());
}

type Acts = Pick<Fault, 'begin' | 'end'>;

const ofNode =
  (begin: 'crash' | 'pause' | 'fail-fast', end: 'restart' | 'resume' | 'recover') =>
  (_random: Stream, _fault: HuntFault, [node]: Place): Acts => ({
    begin: [{ do: begin, node }],
    end: [{ do: end, node }],
  });

const heal: readonly Act[] = [{ do: 'heal' }];

const ofShare =
  (kind: 'lose' | 'duplicate' | 'corrupt') =>
  (random: Stream, fault: HuntFault, [a, b]: Place): Acts => {
    const share = from(random, 5, (fault.share ?? 0.5) * 100) / 100;
    return { begin: [{ do: kind, from: a, to: b, share }], end: heal };
  };

const ofTime =
  (kind: 'delay' | 'reorder') =>
  (random: Stream, fault: HuntFault, [a, b]: Place): Acts => {
    const share = from(random, 5, (fault.share ?? 0.5) * 100) / 100;
    const by = from(random, 1, (fault.most ?? 1_000_000) / 1000) * 1000;
    return { begin: [{ do: kind, from: a, to: b, by, share }], end: heal };
  };

const makers: Record<HuntFault['fault'], (r: Stream, f: HuntFault, p: Place) => Acts> = {
  crash: ofNode('crash', 'restart'),
  pause: ofNode('pause', 'resume'),
  'fail-fast': ofNode('fail-fast', 'recover'),
  wipe: (_random, _fault, [node]) => ({
    begin: [
      { do: 'crash', node },
      { do: 'wipe', node },
    ],
    end: [{ do: 'restart', node }],
  }),
  slow: (random, fault, [node]) => ({
    begin: [{ do: 'slow', node, factor: from(random, 2, fault.most ?? 10) }],
    end: [{ do: 'recover', node }],
  }),
  skew(random, fault, [node]) {
    const far = from(random, 1, (fault.most ?? 1_000_000) / 1000) * 1000;
    const offset = chance(random, 0.5) ? far : -far;
    return {
      begin: [{ do: 'skew', node, offset, ppm: 0 }],
      end: [{ do: 'skew', node, offset: 0, ppm: 0 }],
    };
  },
  cut(random, _fault, [a, b]) {
    const ends = { from: a, to: b, both: chance(random, 0.5) };
    return { begin: [{ do: 'cut', ...ends }], end: [{ do: 'heal-link', ...ends }] };
  },
  partition: (random, _fault, ids) => ({
    begin: [{ do: 'partition', groups: divide(random, ids) }],
    end: heal,
  }),
  lose: ofShare('lose'),
  duplicate: ofShare('duplicate'),
  corrupt: ofShare('corrupt'),
  delay: ofTime('delay'),
  reorder: ofTime('reorder'),
};

interface Taken {
  readonly rule: HuntFault;
  readonly place: Place;
  readonly from: Micros;
  readonly to: Micros;
}

/** A node suffers from one fault at a time, a link from one of each kind. */
function isFree(rule: HuntFault, place: Place, meanwhile: readonly Taken[]): boolean {
  const atOnce = meanwhile.filter((t) => t.rule === rule).length;
  if (atOnce >= (rule.atOnce ?? 1)) return false;
  return meanwhile.every(
    (t) => t.place.join() !== place.join() || (place.length > 1 && t.rule.fault !== rule.fault),
  );
}

/** The faults that a seed stands for. Equal seeds on an equal fault space give equal faults. */
export function planFaults(seed: number, { faults, topology, until, most }: FaultSpace): Fault[] {
  const random = openStream(seed, 'hunt');
  const taken: Taken[] = [];
  const planned: Fault[] = [];
  const usable = faults
    .map((rule) => ({ rule, places: placesFor(rule, topology) }))
    .filter(({ rule, places }) =>
      rule.fault === 'partition' ? places[0].length > 1 : places.length > 0,
    );
  for (let left = usable.length > 0 ? below(random, most + 1) : 0; left > 0; left--) {
    const { rule, places } = oneOf(random, usable);
    const place = oneOf(random, places);
    const start = onGrid(from(random, 0, 1000) * 0.001 * until * LAST_ONSET);
    // Short and long ones alike: halved up to four times.
    const longest = (rule.longest ?? until / 4) / 2 ** below(random, 5);
    const length = onGrid(longest * from(random, 500, 1000) * 0.001) || GRID;
    const acts = makers[rule.fault](random, rule, place);
    const end = Math.min(start + length, onGrid(until * LAST_END));
    if (end <= start) continue;
    const meanwhile = taken.filter((t) => t.from <= end && t.to >= start);
    if (!isFree(rule, place, meanwhile)) continue;
    taken.push({ rule, place, from: start, to: end });
    planned.push({ from: start, to: end, ...acts });
  }
  return planned.sort((a, b) => a.from - b.from);
}
