import type { ChangeId, Trait } from '../nodes/users-api/changes';
import type { Standing } from './matrix';

export const CHANGE_WORDS: Readonly<Record<ChangeId, string>> = {
  A: 'add a field',
  B: 'sort by name',
  C: 'slower answers',
  D: 'smaller pages',
  E: 'unknown id: 200 null',
  F: 'refactoring',
};

export const TRAIT_WORDS: Readonly<Record<Trait, string>> = {
  fields: 'fields',
  order: 'order of the list',
  time: 'response time',
  page: 'length of a page',
  unknown: '404 for an unknown id',
  inside: 'internals',
};

export const WAY_WORDS: Readonly<Record<string, string>> = {
  'as-is': 'for all callers',
  compatible: 'opt-in',
  hold: 'held back',
};

/** A sign and a word, so that colour is never alone. */
export const STANDING_WORDS: Readonly<Record<Standing, readonly [sign: string, word: string]>> = {
  unused: ['·', 'does not use it'],
  relied: ['●', 'relies on it'],
  adapting: ['◐', 'was told'],
  adapted: ['○', 'works with both'],
  broken: ['✕', 'broken'],
  found: ['✕', 'customers complain'],
  'was-broken': ['⊘', 'was broken'],
};

export const STATE_WORDS: Readonly<Record<string, string>> = {
  planned: 'not committed yet',
  announced: 'announced',
  committed: 'waits for its tests',
  testing: 'on staging',
  refused: 'caught by the schema diff',
  blocked: 'caught by a contract test',
  passed: 'waits for its release',
  releasing: 'being released',
  shipped: 'on every instance',
  stopped: 'caught by the canary',
  reverted: 'rolled back after complaints',
};
