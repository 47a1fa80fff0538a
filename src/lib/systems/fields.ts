import type { BooleanField, ChoiceField, NumberField, Settings } from '../sim';

/** Makers of settings, each in the shape that controls, links and the command line read. */

type Place = 'group' | 'advanced';
type Sized = Omit<NumberField, 'type' | 'unit' | Place>;
type Toggle = Omit<BooleanField, 'type' | Place>;

/** What each value of a choice is called and, behind a dash where that is not enough, what it means. */
type Options<V extends string> = Readonly<Record<V, string>>;
type Choice<V extends string> = Omit<ChoiceField, 'type' | 'options' | 'default' | Place> & {
  readonly options: Options<V>;
  readonly default: NoInfer<V>;
};

/** The keys of an object, typed. */
export const keysOf = <K extends string>(of: Readonly<Partial<Record<K, unknown>>>): K[] =>
  Object.keys(of) as K[];

const optionsOf = <V extends string>(options: Options<V>) =>
  keysOf(options).map((value) => {
    const [title, help] = options[value].split(' – ');
    return help === undefined ? { value, title } : { value, title, help };
  });

function makers<const P extends { readonly group: string; readonly advanced?: true }>(place: P) {
  const numeric =
    <const T extends NumberField['type']>(type: T, unit: string) =>
    (field: Sized & { readonly unit?: string }) => ({ type, unit, ...field, ...place });
  const measured = (unit: string) => (field: Sized) => numeric('number', unit)(field);
  return {
    /** A count, unless a `unit` says of what. */
    integer: numeric('integer', ''),
    number: numeric('number', ''),
    milliseconds: measured('ms'),
    seconds: measured('s'),
    hours: measured('h'),
    days: measured('d'),
    perSecond: measured('/s'),
    /** A share of something, within 0 … 100. */
    percentage: measured('%'),
    toggle: (field: Toggle) => ({ type: 'boolean', ...field, ...place }) as const,
    /** One of several values, which the controls offer in the order of `options`. */
    choice: <const V extends string>(field: Choice<V>) =>
      ({ type: 'choice', ...field, options: optionsOf(field.options), ...place }) as const,
    /**
     * A choice of wrong designs, "none" first, for hunts to find. Each is named by a letter and the part that it is in:
     * what is wrong there is for the reader to find out.
     * @param bugs the part of each
     */
    plantedBug: <const B extends string>(bugs: Readonly<Record<B, string>>) =>
      ({
        type: 'choice',
        title: 'planted bug',
        help: 'a wrong design, for hunts to find',
        options: [
          { value: 'none', title: 'none' },
          ...keysOf(bugs).map((value, i) => ({
            value,
            title: `${'ABCDEFGH'[i]}, in ${bugs[value]}`,
          })),
        ],
        default: 'none',
        ...place,
        advanced: true,
      }) as const,
  };
}

/** Makers for settings that controls show together under a name, by name; `advanced` ones are shown on demand. */
export const groups = (...names: readonly string[]) =>
  names.map((group) => ({
    ...makers({ group }),
    advanced: makers({ group, advanced: true }),
  }));

/** A planted bug that is its own value of the setting `bug`; `more` are the settings under which a hunt finds it. */
export const planted = <const I extends string, const S extends Settings = Record<never, never>>(
  id: I,
  why: string,
  more?: S,
) => ({ id, why, settings: { bug: id, ...more } as { readonly bug: I } & S });

const [network] = groups('network');

/** One way between two machines. */
export const hop = network.advanced.milliseconds({
  title: 'hop',
  help: 'one-way time between two machines',
  min: 0,
  max: 10_000,
  default: 0.5,
  slider: { min: 0, max: 50, step: 0.5 },
});
