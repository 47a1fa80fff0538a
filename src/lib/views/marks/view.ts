import type { GaugeKind, Tag } from '../../sim';
import { compact, offsetText } from '../format';
import type { Level, NodePicture } from '../picture';
import { factsOf, isFact } from './facts';

/** Small signs at the corner of a mark, each a shape of its own. */
export type BadgeKind =
  'crashed' | 'paused' | 'slow' | 'clock' | 'failing' | 'aside' | 'ejected' | 'cut' | 'off';

export interface Badge {
  readonly kind: BadgeKind;
  /** The state in words: "slow ×3". */
  readonly word: string;
}

/** What a mark shows of a node, in all its parts. */
export interface MarkView {
  /** Everything unusual about it, the gravest first. */
  readonly badges: readonly Badge[];
  readonly crashed: boolean;
  readonly paused: boolean;
  /** Switched off, or not up yet. */
  readonly absent: boolean;
  readonly failing: boolean;
  /** Gets no work: ejected, draining. */
  readonly aside: boolean;
  readonly leads: boolean;
  readonly violated: boolean;
  readonly skewed: boolean;
  /** Requests held, and those that wait before a paused node; `null` where the node keeps no queue. */
  readonly queue: { readonly length: number; readonly held: number } | null;
  /** 0 … 1, and whether work is being done right now. */
  readonly arc: { readonly mean: number; readonly now: boolean } | null;
  readonly number: { readonly text: string; readonly title: string } | null;
  /** What waits in each lane of a queue; empty: it has none. */
  readonly lanes: readonly number[];
  /** Cells of a log: how many, and how many of them are committed. */
  readonly cells: { readonly length: number; readonly committed: number } | null;
}

type Gauges = Readonly<Record<string, GaugeKind>>;

const has = (tags: readonly Tag[], tag: Tag): boolean => tags.includes(tag);

/** A mode's name as people read it. */
const wordOf = (mode: string): string => mode.replaceAll('-', ' ');

/** What a node's own role says that is unusual. */
function roleBadge({ role, tags }: NodePicture): Badge | null {
  if (has(tags, 'fault')) return { kind: 'failing', word: wordOf(role) };
  return has(tags, 'off') ? { kind: 'off', word: wordOf(role) } : null;
}

/** What others make of it: out, or on its way in or out. */
function opinionBadge(state: string, tags: readonly Tag[]): Badge | null {
  if (has(tags, 'fault')) return { kind: 'ejected', word: wordOf(state) };
  return has(tags, 'waiting') ? { kind: 'aside', word: wordOf(state) } : null;
}

function badgesOf(node: NodePicture): Badge[] {
  const { skew } = node;
  const role = roleBadge(node);
  const crashed = node.host === 'crashed';
  const opinions = node.opinions.flatMap(({ state, tags }) => opinionBadge(state, tags) ?? []);
  const all: (Badge | false | undefined | null)[] = [
    crashed && { kind: 'crashed', word: 'crashed' },
    node.host === 'paused' && { kind: 'paused', word: 'paused' },
    !crashed && role,
    node.cutOff && { kind: 'cut', word: 'cut off' },
    opinions.find((o) => o.word !== role?.word),
    node.slow !== 1 && { kind: 'slow', word: `slow ×${node.slow}` },
    skew && {
      kind: 'clock',
      word: skew.offset === 0 ? `clock ${skew.ppm} ppm` : `clock ${offsetText(skew.offset)}`,
    },
  ];
  return all.filter((b): b is Badge => Boolean(b));
}

/** A level as it shows after a crash: what was in memory has fallen away. */
const shown = (level: Level): number => (level.gone ? 0 : level.value);

/** What the mark of a node shows. `gauges` are the system's. */
export function markView(node: NodePicture, gauges: Gauges): MarkView {
  const of = (mark: GaugeKind['mark']) => node.levels.find((l) => gauges[l.name]?.mark === mark);
  const [stack, arc, number] = [of('stack'), of('arc'), of('number')];
  const [log, committed] = [of('log'), of('committed')];
  const crashed = node.host === 'crashed';
  const badges = badgesOf(node);
  return {
    badges,
    crashed,
    paused: node.host === 'paused',
    absent: !crashed && has(node.tags, 'off'),
    failing: !crashed && has(node.tags, 'fault'),
    aside: badges.some((b) => b.kind === 'ejected' || b.kind === 'aside'),
    leads: !crashed && has(node.tags, 'leads'),
    violated: node.violated,
    skewed: node.skew !== null,
    queue: stack ? { length: shown(stack), held: node.held } : null,
    arc: arc ? { mean: Math.min(1, arc.mean), now: shown(arc) > 0 } : null,
    number: number ? { text: compact(shown(number)), title: gauges[number.name].title } : null,
    lanes: Object.keys(gauges).flatMap((name) => {
      const lane = gauges[name].mark === 'lane' && node.levels.find((l) => l.name === name);
      return lane ? [shown(lane)] : [];
    }),
    cells: log ? { length: log.value, committed: committed?.value ?? 0 } : null,
  };
}

const rounded = (value: number): string => String(Number(value.toFixed(2)));

/** A node in words, for its button: "machine 5, crashed, ejected, requests held 0". */
export function nodeWords(label: string, node: NodePicture, gauges: Gauges): string {
  const role = roleWord(node) ? [roleWord(node)] : [];
  const states = badgesOf(node).map((b) => b.word);
  const healthy = node.host === 'running' && states.length === 0 ? ['healthy'] : [];
  const levels = node.levels.flatMap((level) => {
    const kind = gauges[level.name];
    if (!kind || isFact(kind) || (level.gone && kind.mark !== 'log' && kind.mark !== 'committed'))
      return [];
    if (kind.mark === 'arc') return [`${kind.title} ${Math.round(level.mean * 100)} %`];
    return [`${kind.title} ${rounded(level.value)}${kind.unit ? ` ${kind.unit}` : ''}`];
  });
  const held = node.held > 0 ? [`${node.held} messages wait for it`] : [];
  const facts = factsOf(node.levels, gauges).map(({ text }) => text);
  const violated = node.violated ? ['a property is violated here'] : [];
  return [label, ...role, ...states, ...violated, ...healthy, ...facts, ...levels, ...held].join(
    ', ',
  );
}

/** What a mark says of a node's role: always where it would else be empty. */
export function markWord(node: NodePicture, { queue, arc, number, cells }: MarkView): string {
  const isEmpty = !queue && !arc && !number && !cells;
  return roleWord(node) || (isEmpty && node.host !== 'crashed' ? wordOf(node.role) : '');
}

/** A node's role, where that says more than that all is well. */
function roleWord(node: NodePicture): string {
  const goesWithoutSaying = has(node.tags, 'well') && !has(node.tags, 'leads');
  const isBadge = roleBadge(node) !== null;
  return node.host === 'crashed' || goesWithoutSaying || isBadge ? '' : wordOf(node.role);
}
