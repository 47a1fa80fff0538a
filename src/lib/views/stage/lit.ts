import type { Trace } from '../../sim';
import type { Caption } from './caption';
import type { LinkPath } from './links';

/** What a caption is about, as the stage draws it; the rest steps back. */
export interface Lit {
  /** Numbers of nodes. */
  readonly nodes: ReadonlySet<number>;
  /** Pairs "from to" of lines, from < to. */
  readonly links: ReadonlySet<string>;
  readonly message: (envelope: number, from: number, to: number) => boolean;
}

/**
 * The nodes that a caption names, the lines between them (those of a single one), what travels there, of the types that
 * it is about, and the messages that led to it. `null` where it is about all or nothing in particular: then nothing steps
 * back. Without a trace nobody knows of what type a message is.
 */
export function litOf(
  caption: Pick<Caption, 'about' | 'messages' | 'kinds'> | null,
  ids: readonly string[],
  paths: readonly Pick<LinkPath, 'from' | 'to'>[],
  trace: Pick<Trace, 'type' | 'names'> | null = null,
): Lit | null {
  if (!caption) return null;
  const { about, messages, kinds = [] } = caption;
  const nodes = new Set(about.map((id) => ids.indexOf(id)).filter((i) => i >= 0));
  const types = new Set(kinds.map((kind) => trace?.names.indexOf(kind) ?? -1));
  const isOfKind = trace && kinds.length > 0 && ((e: number) => types.has(trace.type[e]));
  if (nodes.size === 0 || (nodes.size === ids.length && !isOfKind)) return null;
  const has = (from: number, to: number) =>
    nodes.size === 1 ? nodes.has(from) || nodes.has(to) : nodes.has(from) && nodes.has(to);
  const links = new Set(
    paths.filter(({ from, to }) => has(from, to)).map(({ from, to }) => `${from} ${to}`),
  );
  const led = new Set(messages);
  return {
    nodes,
    links,
    message: (envelope, from, to) =>
      led.has(envelope) || (has(from, to) && (!isOfKind || isOfKind(envelope))),
  };
}
