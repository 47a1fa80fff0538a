/** The objects that clients share. Each has one copy at every replica. */
export const OBJECTS = ['counter', 'register', 'cart', 'wallet'] as const;
export type ObjectId = (typeof OBJECTS)[number];

export type Verb = 'read' | 'increment' | 'write' | 'add' | 'remove' | 'deposit' | 'withdraw';

/** How the copies of one object are kept: by majority, by last writer wins, or as a type that merges. */
export type Keeping = 'quorum' | 'lww' | 'crdt';

/** A counter, a register or a wallet is a number (a register that was never written: −1), a cart a list of items. */
export type Value = number | readonly number[];

/** What an object is before its first update. */
export function firstValue(object: ObjectId, walletStart: number): Value {
  if (object === 'cart') return [];
  if (object === 'wallet') return walletStart;
  return object === 'register' ? -1 : 0;
}

/** What one copy does, as if it were the only one. `null`: declined, the wallet does not hold so much. */
export function applied(value: Value, verb: Verb, amount: number): Value | null {
  switch (verb) {
    case 'read':
      return value;
    case 'write':
      return amount;
    case 'add':
      return (value as readonly number[]).includes(amount) ? value : [...(value as []), amount];
    case 'remove':
      return (value as readonly number[]).filter((item) => item !== amount);
    case 'withdraw':
      return (value as number) >= amount ? (value as number) - amount : null;
    default:
      return (value as number) + (verb === 'increment' ? 1 : amount);
  }
}

/** What a client is told of a value: the number itself, or how many items a cart holds. */
export const shownOf = (value: Value): number => (typeof value === 'number' ? value : value.length);
