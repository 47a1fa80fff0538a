import type { BooleanField, ChoiceField, NumberField, Settings } from '../sim';

/** Settings that systems share, each in the shape that controls, links and the command line read. */

/**
 * A choice of wrong designs, "none" first, for hunts to find. Each is named by a letter and the part that it is in: what
 * is wrong there is for the reader to find out.
 * @param bugs the part of each
 */
export function plantedBug<const B extends Readonly<Record<string, string>>>(
  bugs: B,
  group?: string,
) {
  type Value = 'none' | (keyof B & string);
  const options = [
    { value: 'none' as Value, title: 'none' },
    ...Object.entries(bugs).map(([value, part], i) => ({
      value: value as Value,
      title: `${'ABCDEFGH'[i]}, in ${part}`,
    })),
  ];
  return {
    type: 'choice',
    title: 'planted bug',
    help: 'a wrong design, for hunts to find',
    options,
    default: 'none',
    advanced: true,
    ...(group === undefined ? {} : { group }),
  } as const satisfies ChoiceField;
}

/** A planted bug that is its own value of the setting `bug`; `more` are the settings under which a hunt finds it. */
export const planted = <const I extends string, const S extends Settings = Record<never, never>>(
  id: I,
  why: string,
  more?: S,
) => ({ id, why, settings: { bug: id, ...more } as { readonly bug: I } & S });

type Rest<F> = Omit<F, 'type'>;

export const integer = (field: Rest<NumberField>) => ({ type: 'integer', ...field }) as const;
export const number = (field: Rest<NumberField>) => ({ type: 'number', ...field }) as const;
export const toggle = (field: Rest<BooleanField>) => ({ type: 'boolean', ...field }) as const;
/** A time in milliseconds. */
export const milliseconds = (field: Omit<Rest<NumberField>, 'unit'>) =>
  ({ type: 'number', unit: 'ms', ...field }) as const;
/** A share of something, 0 … 100 %. */
export const percentage = (field: Omit<Rest<NumberField>, 'unit' | 'min'>) =>
  ({ type: 'number', unit: '%', min: 0, ...field }) as const;

/** One way between two machines. */
export const hop = milliseconds({
  title: 'hop',
  help: 'one-way time between two machines',
  min: 0,
  max: 10_000,
  default: 0.5,
  slider: { min: 0, max: 50, step: 0.5 },
  group: 'network',
  advanced: true,
});
