import {
  below,
  chance,
  makeRecipe,
  InputError,
  openStream,
  uniform,
  type NumberField,
  type Recipe,
  type SettingField,
  type Settings,
  type SettingValue,
  type Stream,
  type System,
  type Varied,
} from '../sim';

/** A setting that seeds may draw anew, with what they may draw. */
export interface Knob {
  readonly name: string;
  readonly field: SettingField;
  readonly values: Varied<SettingValue>;
}

/** The share of seeds that draw settings; the others hunt the design as it is. */
const SHARE = 0.5;
/** The share of a whole range's ends among its draws: what breaks mostly breaks there. */
const ENDS = 0.25;
/** Settings are drawn again so often when they are not valid together. */
const ATTEMPTS = 8;

/** What the seeds of a hunt may draw: all that the system declares, but what somebody has fixed. */
export function knobsOf({ hunt, settings }: System, fixed: Iterable<string>): Knob[] {
  const taken = new Set([...fixed, ...Object.keys(hunt?.settings ?? {})]);
  return Object.entries(hunt?.vary ?? {}).flatMap(([name, values]) =>
    values === undefined || taken.has(name) ? [] : [{ name, field: settings[name], values }],
  );
}

/** The least and the greatest value that may be drawn. */
function rangeOf(field: NumberField, values: Knob['values']): readonly [number, number] {
  return values === 'any' ? [field.min, field.max] : (values as readonly [number, number]);
}

/** Each doubling of the range equally likely, and within one each value: log-uniform but for the bends. */
function byDoublings(random: Stream, low: number, high: number): number {
  const starts = [low];
  while (starts[starts.length - 1] * 2 < high) starts.push(starts[starts.length - 1] * 2);
  const start = starts[below(random, starts.length)];
  return start + uniform(random) * (Math.min(start * 2, high) - start);
}

function drawNumber(random: Stream, field: NumberField, values: Knob['values']): number {
  const [low, high] = rangeOf(field, values);
  if (chance(random, ENDS)) return chance(random, 0.5) ? low : high;
  // A range over several sizes is drawn by size, whether its slider is or not.
  const isWide = low > 0 && (field.slider?.log === true || high > low * 100);
  const drawn = isWide
    ? byDoublings(random, low, high)
    : low + uniform(random) * (high - low + (field.type === 'integer' ? 1 : 0));
  // Few digits, so that a recipe can be read aloud.
  const short = field.type === 'integer' ? Math.floor(drawn) : Number(drawn.toPrecision(2));
  return Math.min(high, Math.max(low, short));
}

function drawValue(random: Stream, { field, values }: Knob): SettingValue {
  if (field.type === 'boolean' || field.type === 'choice') {
    const all = field.type === 'boolean' ? [false, true] : field.options.map((o) => o.value);
    const some = values === 'any' ? all : (values as readonly SettingValue[]);
    return some[below(random, some.length)];
  }
  return drawNumber(random, field, values);
}

/**
 * The recipe whose settings a seed stands for: for about half the seeds the base itself, for the others with some of
 * the knobs turned. From a stream of its own, so that no seed's faults or workload depend on it.
 */
export function varied(system: System, base: Recipe, knobs: readonly Knob[], seed: number): Recipe {
  const random = openStream(seed, 'hunt: settings');
  if (knobs.length === 0 || !chance(random, SHARE)) return base;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const turned = new Set([knobs[below(random, knobs.length)]]);
    // Few at a time as often as many.
    const share = 1 / (1 + below(random, 4));
    for (const knob of knobs) if (chance(random, share / 2)) turned.add(knob);
    const drawn: Settings = Object.fromEntries(
      [...turned].map((knob) => [knob.name, drawValue(random, knob)]),
    );
    try {
      return makeRecipe(system, { ...base, settings: { ...base.settings, ...drawn } });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return base;
}
