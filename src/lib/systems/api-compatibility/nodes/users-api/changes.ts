import { SECOND, type Micros } from '../../../../sim';

/** The six changes that the provider's team has planned. A constructed example. */
export const CHANGES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type ChangeId = (typeof CHANGES)[number];

/** `as-is`: for all callers at once. `compatible`: opt-in, for callers who ask for it. */
export type Way = 'as-is' | 'compatible';

/** What can be observed of the service; each change alters one trait. */
export const TRAITS = ['fields', 'order', 'time', 'page', 'unknown', 'inside'] as const;
export type Trait = (typeof TRAITS)[number];

export const TRAIT_OF: Readonly<Record<ChangeId, Trait>> = {
  A: 'fields',
  B: 'order',
  C: 'time',
  D: 'page',
  E: 'unknown',
  F: 'inside',
};

export const TRAIT_TITLE: Readonly<Record<Trait, string>> = {
  fields: 'the fields of a user',
  order: 'the order of the list',
  time: 'the response time',
  page: 'the length of a page',
  unknown: 'the answer for an unknown id',
  inside: 'the internals',
};

export const changeOf = (trait: Trait): ChangeId => CHANGES[TRAITS.indexOf(trait)];

export interface Shipped {
  readonly id: ChangeId;
  readonly way: Way;
}

/** A release of the service: the changes that are in it. */
export interface Version {
  readonly no: number;
  readonly changes: readonly Shipped[];
}

export const FIRST: Version = { no: 1, changes: [] };

export type Order = 'id' | 'name';

/** How a version behaves towards a caller who asks for nothing special. */
export interface Conduct {
  readonly fields: readonly string[];
  readonly order: Order;
  /** 99th percentile of the time it works on a request, µs. */
  readonly p99: Micros;
  /** Users on a page where the caller names no limit. */
  readonly page: number;
  /** Status of a user that does not exist: 404 without a body, or 200 with `null`. */
  readonly unknown: 404 | 200;
}

/** What the changes amount to, from the system's settings. */
export interface Service {
  /** Users that there are: ids 1 … users. */
  readonly users: number;
  readonly fast: Micros;
  /** With change C. */
  readonly slow: Micros;
  readonly page: number;
  /** With change D. */
  readonly smallPage: number;
}

export const FIELDS: readonly string[] = [
  'id',
  'name',
  'email',
  'team',
  'locale',
  'created',
  'active',
  'avatar',
];
const NEW_FIELD = 'pronouns';

const changesNothing = (way: Way | undefined): boolean => way !== 'as-is';

export function conductOf(version: Version, service: Service): Conduct {
  const way = (id: ChangeId) => version.changes.find((c) => c.id === id)?.way;
  return {
    fields: way('A') ? [...FIELDS, NEW_FIELD] : FIELDS,
    order: changesNothing(way('B')) ? 'id' : 'name',
    p99: changesNothing(way('C')) ? service.fast : service.slow,
    page: changesNothing(way('D')) ? service.page : service.smallPage,
    unknown: changesNothing(way('E')) ? 404 : 200,
  };
}

/** An hour of the calendar lasts a second of the run; what a request takes is not stretched. */
export const HOUR: Micros = SECOND;
export const DAY: Micros = 24 * HOUR;
