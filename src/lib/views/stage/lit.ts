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
 * The nodes that a caption names, the lines between them (those of a single one), what travels there, and the messages
 * that led to it. `null` where it is about all or nothing in particular: then nothing steps back.
 */
export function litOf(
  { about, messages }: Pick<Caption, 'about' | 'messages'>,
  ids: readonly string[],
  paths: readonly Pick<LinkPath, 'from' | 'to'>[],
): Lit | null {
  const nodes = new Set(about.map((id) => ids.indexOf(id)).filter((i) => i >= 0));
  if (nodes.size === 0 || nodes.size === ids.length) return null;
  const has = (from: number, to: number) =>
    nodes.size === 1 ? nodes.has(from) || nodes.has(to) : nodes.has(from) && nodes.has(to);
  const links = new Set(
    paths.filter(({ from, to }) => has(from, to)).map(({ from, to }) => `${from} ${to}`),
  );
  const led = new Set(messages);
  return {
    nodes,
    links,
    message: (envelope, from, to) => led.has(envelope) || has(from, to),
  };
}
