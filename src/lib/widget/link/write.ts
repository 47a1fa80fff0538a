import { formatDuration, type Micros, type Recipe, type System } from '../../sim';
import { draftOf, LINK_VERSION, LONGEST_READABLE, RESERVED, writeText } from './text';

/** The views' ids, as in `&view=charts`. */
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

/** What a link may add to its recipe. */
export interface Extras {
  /** µs */
  readonly t?: Micros;
  readonly view?: ViewId;
  /** The scenario whose captions go with the run. */
  readonly story?: string;
  /** The fixed speed at which it plays, simulated seconds a second; left out: as its story has it. */
  readonly speed?: number;
}

function withExtras(recipe: string, { t, view, story, speed }: Extras): string {
  const parts = [`r=${recipe}`];
  if (story) parts.push(`story=${story}`);
  if (t) parts.push(`t=${formatDuration(Math.round(t))}`);
  if (view && view !== 'stage') parts.push(`view=${view}`);
  if (speed !== undefined) parts.push(`v=${speed}`);
  return `#${parts.join('&')}`;
}

/** The readable form of a link's hash. */
export function writeLink(system: System, recipe: Recipe, extras: Extras = {}): string {
  return withExtras(writeText(draftOf(system, recipe)), extras);
}

/** The hash that is to be shared: readable when short, packed when long. */
export async function writeShortest(
  system: System,
  recipe: Recipe,
  extras: Extras = {},
): Promise<string> {
  const draft = draftOf(system, recipe);
  const readable = writeText(draft);
  const clashes = RESERVED.some((word) => Object.hasOwn(draft.settings, word));
  if (readable.length <= LONGEST_READABLE && !clashes) return withExtras(readable, extras);
  const { pack } = await import('./packed');
  return withExtras(`z${LINK_VERSION}.${await pack(JSON.stringify(draft))}`, extras);
}
