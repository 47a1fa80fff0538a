import type { Each } from '../../../nodes/each';

/** The objects that clients share. Each has one copy at every replica. */
export const OBJECTS = ['counter', 'register', 'cart', 'wallet'] as const;
export type ObjectId = (typeof OBJECTS)[number];

export const perObject = <T>(make: (id: ObjectId) => T): Record<ObjectId, T> => ({
  counter: make('counter'),
  register: make('register'),
  cart: make('cart'),
  wallet: make('wallet'),
});

export type Verb = 'read' | 'increment' | 'write' | 'add' | 'remove' | 'deposit' | 'withdraw';

/** How the copies of one object are kept: by majority, by last writer wins, or as a type that merges. */
export type Keeping = 'quorum' | 'lww' | 'crdt';

/** A counter, a register or a wallet is a number (a register that was never written: −1), a cart a list of items. */
export type Value = number | readonly number[];

/** From a client to its replica. `seq` numbers a client's operations and stays the same when it asks again. */
export type Request = Each<
  'read' | 'write',
  {
    readonly seq: number;
    readonly object: ObjectId;
    readonly verb: Verb;
    readonly amount: number;
  }
>;

/**
 * To the client: done, declined (the wallet does not hold so much), or refused, which promises that nothing happened.
 * `version` counts the updates of the object that the answer takes into account.
 */
export type Answer = Each<
  'done' | 'declined' | 'refused',
  { readonly seq: number; readonly value: number; readonly version: number }
>;

/** What an object is before its first update. */
export function firstValue(object: ObjectId, walletStart: number): Value {
  if (object === 'cart') return [];
  if (object === 'wallet') return walletStart;
  return object === 'register' ? -1 : 0;
}

/** What one copy does, as if it were the only one. `null`: declined, the wallet does not hold so much. */
export const applied = (value: Value, verb: Verb, amount: number): Value | null =>
  typeof value === 'number'
    ? appliedToNumber(value, verb, amount)
    : appliedToCart(value, verb, amount);

function appliedToNumber(value: number, verb: Verb, amount: number): number | null {
  switch (verb) {
    case 'read':
      return value;
    case 'write':
      return amount;
    case 'withdraw':
      return value >= amount ? value - amount : null;
    default:
      return value + (verb === 'increment' ? 1 : amount);
  }
}

function appliedToCart(items: readonly number[], verb: Verb, item: number): readonly number[] {
  if (verb === 'remove') return items.filter((other) => other !== item);
  return verb === 'read' || items.includes(item) ? items : [...items, item];
}

/** What a client is told of a value: the number itself, or how many items a cart holds. */
export const shownOf = (value: Value): number => (typeof value === 'number' ? value : value.length);
