import type { BooleanField, ChoiceField, NumberField } from '../sim';

/** Settings that systems share, each in the shape that controls, links and the command line read. */

/** A choice of wrong designs, "none" first, for hunts to find. */
export function plantedBug<const B extends Readonly<Record<string, string>>>(
  bugs: B,
  group?: string,
) {
  type Value = 'none' | (keyof B & string);
  const options = Object.entries({ none: 'none', ...bugs }).map(([value, title]) => ({
    value: value as Value,
    title,
  }));
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

type Rest<F> = Omit<F, 'type'>;

export const integer = (field: Rest<NumberField>) => ({ type: 'integer', ...field }) as const;
export const number = (field: Rest<NumberField>) => ({ type: 'number', ...field }) as const;
export const toggle = (field: Rest<BooleanField>) => ({ type: 'boolean', ...field }) as const;
/** A time in milliseconds. */
export const milliseconds = (field: Omit<Rest<NumberField>, 'unit'>) =>
  ({ type: 'number', unit: 'ms', ...field }) as const;
