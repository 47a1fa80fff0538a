import type { ContractField, Meaning } from './schema';

export type Fact = number | string;
/** What a reader knows of a user. */
export type Facts = Readonly<Partial<Record<Meaning, Fact>>>;
/** What is so. */
export interface Truth extends Record<Meaning, Fact> {
  readonly id: number;
  readonly name: string;
  readonly credit: number;
  readonly points: number;
  readonly locale: string;
}

const PEOPLE = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Grace', 'John', 'Leslie', 'Radia'] as const;
const LOCALES = ['de', 'en', 'fr', 'pl'] as const;

/**
 * The truth about user `id`: the writer's own record. Writers encode it; readers see only bytes. An observer compares
 * what a reader made of the bytes with it. Credit (in cents) and points are never the same number, nor twice or half it.
 */
export function truthOf(id: number): Truth {
  return {
    id,
    name: PEOPLE[id % PEOPLE.length],
    credit: 1000 + ((id * 37) % 9000),
    points: 1 + ((id * 7) % 399),
    locale: LOCALES[id % LOCALES.length],
  };
}

const asText = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** A fact as a field writes it. */
export const written = ({ meaning, type }: ContractField, truth: Truth): Fact =>
  meaning === 'credit' && type === 'string' ? asText(truth.credit) : truth[meaning];

/** A fact as a reader understands what stands in a field. */
export function understood(field: ContractField, value: Fact): Fact {
  if (field.meaning !== 'credit' || field.type !== 'string') return value;
  return Math.round(Number(value) * 100);
}

/** A fact that a reader has wrong: it believes `read`, and the writer knew better. */
export interface Misread {
  readonly meaning: Meaning;
  readonly read: number | string;
  readonly truth: number | string;
}

/** The first field that does not mean what its writer meant. */
export function misreadIn(facts: Facts, id: number): Misread | undefined {
  const truth = truthOf(id);
  for (const [meaning, read] of Object.entries(facts) as [Meaning, number | string][])
    if (read !== truth[meaning]) return { meaning, read, truth: truth[meaning] };
  return undefined;
}
