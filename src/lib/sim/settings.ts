import { InputError, shown } from './errors';
import { grouped } from './figures';
import { formatDuration } from './time';

interface Field {
  readonly title: string;
  readonly help: string;
  /** Where the controls group it. */
  readonly group?: string;
  /** Shown only on demand. */
  readonly advanced?: boolean;
}

export interface NumberField extends Field {
  readonly type: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** "ms", "/s", "%" … Empty for plain counts. */
  readonly unit: string;
  /** The part of the range that a slider covers, and how. */
  readonly slider?: {
    readonly min: number;
    readonly max: number;
    readonly step?: number;
    readonly log?: boolean;
  };
}

export interface ChoiceField extends Field {
  readonly type: 'choice';
  readonly options: readonly {
    readonly value: string;
    readonly title: string;
    readonly help?: string;
  }[];
  readonly default: string;
}

export interface BooleanField extends Field {
  readonly type: 'boolean';
  readonly default: boolean;
}

/** One knob of a system. Controls, the checking of links and the CLI's `--set` all come from this. */
export type SettingField = NumberField | ChoiceField | BooleanField;
export type SettingFields = Readonly<Record<string, SettingField>>;
export type SettingValue = number | string | boolean;
export type Settings = Readonly<Record<string, SettingValue>>;

/** What one field's values are. Distributes over the fields, so that a system's own declaration fits the general one. */
type ValueOf<F> = F extends NumberField
  ? number
  : F extends BooleanField
    ? boolean
    : F extends { options: readonly { value: infer V }[] }
      ? V
      : never;

/** The values that fit a declaration: `SettingsOf<typeof fields>`. */
export type SettingsOf<F extends SettingFields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Some of the values, as scenarios, challenges and hunts name them. */
export type SomeOf<S> = string extends keyof S
  ? Readonly<Record<string, SettingValue>>
  : Partial<S>;

export function defaultsOf<F extends SettingFields>(fields: F): SettingsOf<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([k, f]) => [k, f.default]),
  ) as SettingsOf<F>;
}

/** In words, what a field takes: "a whole number from 1 to 100", "round-robin, random". */
export function allowedIn(field: SettingField): string {
  switch (field.type) {
    case 'boolean':
      return 'true, false';
    case 'choice':
      return field.options.map((o) => o.value).join(', ');
    default: {
      const kind = field.type === 'integer' ? 'a whole number' : 'a number';
      return `${kind} from ${field.min} to ${field.max}${field.unit ? ` (${field.unit})` : ''}`;
    }
  }
}

/** Checks one value, given as itself or as text. Throws an `InputError` that names the field and what is allowed. */
export function checkSetting(name: string, field: SettingField, raw: unknown): SettingValue {
  const refuse = (): never => {
    throw new InputError(name, `${shown(raw)} is not valid`, allowedIn(field));
  };
  if (field.type === 'boolean') {
    if (raw === true || raw === 'true') return true;
    return raw === false || raw === 'false' ? false : refuse();
  }
  if (field.type === 'choice') {
    return field.options.some((o) => o.value === raw) ? (raw as string) : refuse();
  }
  const isNumeric =
    typeof raw === 'number' || (typeof raw === 'string' && /^-?\d+(\.\d+)?(e\d)?$/.test(raw));
  if (!isNumeric) return refuse();
  const value = Number(raw);
  if (!Number.isFinite(value) || value < field.min || value > field.max) return refuse();
  return field.type === 'integer' && !Number.isInteger(value) ? refuse() : value;
}

/** Fills a partial set of values up with defaults. Throws an `InputError` on an unknown name or a value out of range. */
export function checkSettings<F extends SettingFields>(
  fields: F,
  given: Record<string, unknown>,
): SettingsOf<F> {
  const values: Record<string, SettingValue> = { ...(defaultsOf(fields) as Settings) };
  for (const [name, raw] of Object.entries(given)) {
    if (!Object.hasOwn(fields, name)) {
      throw new InputError(name.slice(0, 40), 'no such setting', Object.keys(fields).join(', '));
    }
    values[name] = checkSetting(name, fields[name], raw);
  }
  return values as SettingsOf<F>;
}

/** A value as people read it, with its unit. */
export function showSetting(field: SettingField, value: SettingValue): string {
  if (field.type === 'choice')
    return field.options.find((o) => o.value === value)?.title ?? String(value);
  if (field.type === 'boolean') return value ? 'on' : 'off';
  if (field.unit === 'ms' && Number(value) >= 1000) return formatDuration(Number(value) * 1000);
  const gap = /^[a-z]/i.test(field.unit) || field.unit === '%' ? '\u202f' : '';
  return `${grouped(Number(value))}${gap}${field.unit}`;
}
