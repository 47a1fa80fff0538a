import { MILLISECOND, SECOND, type Micros } from '../../sim';
import type { Scene } from './types';

const MOST_NAMED = 4;

/** The first letter as a capital. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const LONGEST_SENTENCE = 170;

/** Cut between two words where it is too long for a caption that is to say `more` as well. */
export function clipped(text: string, more = ''): string {
  const most = LONGEST_SENTENCE - more.length;
  if (text.length <= most) return text + more;
  return `${text.slice(0, most).replace(/[\s,;:]+\S*$/, '')} …${more}`;
}

/** A sentence: a capital at its beginning, a full stop at its end. */
export function sentence(text: string): string {
  const whole = capital(text.trim());
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** "a", "a and b", "a, b and c"; of many, some and how many others. */
export function listed(names: readonly string[]): string {
  const some = names.length > MOST_NAMED ? names.slice(0, MOST_NAMED - 1) : names;
  const others = names.length - some.length;
  const all = others > 0 ? [...some, `${others} others`] : some;
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** Names of nodes as the stage has them, and back. */
export class Names {
  readonly #labels: ReadonlyMap<string, string>;
  readonly #groups: Readonly<Record<string, readonly string[]>>;

  constructor({ topology }: Scene) {
    this.#labels = new Map(topology.nodes.map((n) => [n.id, n.label]));
    this.#groups = topology.groups ?? {};
  }

  has(id: string): boolean {
    return this.#labels.has(id);
  }

  /** The label of a node; "all of" a group; "every node" for `*`. */
  of(id: string): string {
    if (Object.hasOwn(this.#groups, id)) return `all of ${id}`;
    return id === '*' ? 'every node' : (this.#labels.get(id) ?? id);
  }

  /** The nodes behind an id: itself, or the members of a group. */
  members(id: string): readonly string[] {
    return Object.hasOwn(this.#groups, id) ? this.#groups[id] : this.has(id) ? [id] : [];
  }

  /** Several, such as "visitors": the verb takes no s. A capital makes a name of it, as in "Surveys". */
  isMany(id: string): boolean {
    return /^[a-z ]*[a-rt-z]s$/.test(this.of(id));
  }

  /** A text with labels where it had ids such as "replica-3"; an id that is a word may be one there too. */
  inText(text: string): string {
    return text.replace(/[a-z][a-z0-9]*(?:-[a-z0-9]+)+/g, (word) =>
      this.has(word) ? this.of(word) : word,
    );
  }

  /** Ids of the nodes whose labels a text names. */
  namedIn(text: string): string[] {
    const lower = text.toLowerCase();
    return [...this.#labels]
      .filter(([, label]) => {
        // "node 1" for a label such as "node 1 (A)"; a bare number names nothing.
        const name = label.toLowerCase().replace(/ \(.*\)$/, '');
        if (!/[a-z]/.test(name)) return false;
        const at = lower.indexOf(name);
        return (
          at >= 0 && !/[a-z0-9]/.test((lower[at - 1] ?? ' ') + (lower[at + name.length] ?? ' '))
        );
      })
      .map(([id]) => id);
  }
}

const UNITS: readonly [Micros, string][] = [
  [24 * 3600 * SECOND, 'days'],
  [3600 * SECOND, 'h'],
  [60 * SECOND, 'min'],
  [SECOND, 's'],
  [MILLISECOND, 'ms'],
];

/** A length of time as people say it: "40 ms", "4.0 s", "3.5 h". */
export function spanText(micros: Micros): string {
  const [size, unit] = UNITS.find(([u]) => micros >= u * 0.9995) ?? [1, 'µs'];
  const x = micros / size;
  const isRound = unit === 'ms' ? Number.isInteger(x) || x >= 100 : x >= 100;
  return `${x.toFixed(isRound || unit === 'µs' ? 0 : 1)} ${unit}`;
}

/** Every how many characters a second of reading passes, and the least it takes. */
const READ_PER_SECOND = 15;
const LEAST = 2.5;

/** How long a caption has to be up, wall seconds. */
export const readingTime = (text: string): number => Math.max(LEAST, text.length / READ_PER_SECOND);
