import type { Policy } from '../policy';
import { hash } from './hash';
import { leastOutstanding } from './least-outstanding';
import { random } from './random';
import { roundRobin } from './round-robin';
import { twoChoices } from './two-choices';
import { weighted } from './weighted';

export const policies = {
  'round-robin': roundRobin,
  random,
  'two-choices': twoChoices,
  'least-outstanding': leastOutstanding,
  weighted,
  hash,
} as const satisfies Record<string, Policy<unknown>>;

export type PolicyId = keyof typeof policies;
