import {
  formatDuration,
  InputError,
  parseDuration,
  scenarioOf,
  type Micros,
  type System,
} from '../sim';

/** The views' ids, as in `~view_charts`. */
export const VIEWS = [
  'stage',
  'settings',
  'own',
  'spacetime',
  'states',
  'charts',
  'log',
  'history',
  'compare',
] as const;
export type ViewId = (typeof VIEWS)[number];

/** One thing that a link may say beside its recipe. */
interface Extra<T> {
  /** What it is, in a sentence. */
  readonly title: string;
  /** Letters, digits, `-` and `.`; begins and ends with a letter or a digit. `undefined` where it need not be said. */
  write(value: T): string | undefined;
  /** Throws an `InputError` on what is not valid: the link then opens without it. */
  read(text: string, system: System): T;
}

/** µs */
const t: Extra<Micros> = {
  title: 'the moment',
  write: (micros) => (micros > 0 ? formatDuration(Math.round(micros)) : undefined),
  read(text) {
    const micros = parseDuration(text);
    if (micros === null)
      throw new InputError('t', `"${text.slice(0, 20)}" is no time`, 'a duration such as "12.5s"');
    return micros;
  },
};

const view: Extra<ViewId> = {
  title: 'the view',
  write: (id) => (id === 'stage' ? undefined : id),
  read(text) {
    const found = VIEWS.find((id) => id === text);
    if (!found) throw new InputError('view', `no "${text.slice(0, 20)}"`, VIEWS.join(', '));
    return found;
  },
};

/** The scenario whose captions go with the run. */
const story: Extra<string> = {
  title: 'the story',
  write: (id) => id,
  read: (text, system) => scenarioOf(system, text).id,
};

/** The fixed speed at which it plays, simulated seconds a second; without it the run plays as its story has it. */
const speed: Extra<number> = {
  title: 'the speed',
  write: (value) => String(Number(value.toPrecision(6))),
  read(text) {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || !(value > 0))
      throw new InputError(
        'speed',
        `"${text.slice(0, 20)}" is no speed`,
        'a number such as "0.01"',
      );
    return value;
  },
};

/**
 * All that a link may add to its recipe, in the order in which it is written. One more is a line here: it is then written
 * (`~name_value`), read, covered by the link's checksum, and known to the command line. Pages of an older version ignore
 * it and say so.
 */
export const EXTRAS = { story, t, view, speed };

type ExtraName = keyof typeof EXTRAS;
export type Extras = {
  readonly [K in ExtraName]?: (typeof EXTRAS)[K] extends Extra<infer T> ? T : never;
};

/** What to write for each of them, `[name, text]`. */
export function writeExtras(extras: Extras): [string, string][] {
  return Object.entries(EXTRAS as Record<string, Extra<unknown>>).flatMap(([name, extra]) => {
    const value = extras[name as ExtraName];
    const text = value === undefined ? undefined : extra.write(value);
    return text === undefined ? [] : [[name, text] as [string, string]];
  });
}

/** What the extras of a link come to, what was glued to them, and which of them could not be used: a sentence each. */
export interface ReadExtras {
  readonly extras: Extras;
  readonly mended: readonly string[];
  readonly lost: readonly string[];
}

/** Reads `[name, text]` of a link. None of them is worth more than the recipe: what is not valid is left out. */
export function readExtras(system: System, given: Iterable<readonly [string, string]>): ReadExtras {
  const extras: Record<string, unknown> = {};
  const [mended, lost]: string[][] = [[], []];
  for (const [name, raw] of given) {
    if (!Object.hasOwn(EXTRAS, name)) {
      mended.push(`Ignored "${name.slice(0, 20)}", which this version does not know.`);
      continue;
    }
    const { title, read } = (EXTRAS as Record<string, Extra<unknown>>)[name];
    const text = raw.split(/\s/, 1)[0].replace(/[^A-Za-z\d]+$/, '');
    try {
      extras[name] = read(text, system);
      if (text !== raw)
        mended.push(`Removed "${raw.slice(text.length, text.length + 20)}" after ${title}.`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      lost.push(`Ignored ${title}, which is not valid (${error.message}).`);
    }
  }
  return { extras: extras as Extras, mended, lost };
}
