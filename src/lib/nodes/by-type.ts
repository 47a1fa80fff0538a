import type { Message, NodeRef } from '../sim';

/**
 * What a node does with each message that it takes, in a row a type: a protocol read from top to bottom. A type that is
 * left out does not compile. Where a few of them share a path, or the order of cases is what matters for speed, a `switch`
 * says it better.
 */
type ByType<N, M extends Message, O> = {
  readonly [T in M['type']]: (
    node: N,
    message: M & { readonly type: T },
    from: NodeRef,
    out: O,
  ) => void;
};

/** A handler that hands each message to the row of its type. `N` is the node, `M` what it takes, `O` what it acts through. */
export function byType<N, M extends Message, O>(
  rows: ByType<N, M, O>,
): (node: N, message: M, from: NodeRef, out: O) => void {
  const hand = <T extends M['type']>(
    type: T,
    node: N,
    message: M & { readonly type: T },
    from: NodeRef,
    out: O,
  ): void => rows[type](node, message, from, out);
  return (node, message, from, out) => hand(message.type, node, message, from, out);
}

/** The same for timers, in a row a name: each gets the data that its timer was set with. */
type ByName<N, T, O> = {
  readonly [Name in keyof T & string]: (node: N, data: T[Name], out: O) => void;
};

/** A handler that hands each timer to the row of its name. `T` is what the timers carry, by name. */
export function byName<N, T, O>(
  rows: ByName<N, T, O>,
): (node: N, name: keyof T & string, data: T[keyof T & string], out: O) => void {
  const hand = <Name extends keyof T & string>(name: Name, node: N, data: T[Name], out: O): void =>
    rows[name](node, data, out);
  return (node, name, data, out) => hand(name, node, data, out);
}
