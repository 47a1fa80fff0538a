import type { NodeRef } from './kind';
import type { Message, Tag } from './machine';

/** How the pictures show a kind of message: a letter, and a shape by what it is for. */
export interface MessageKind<M extends Message = Message> {
  readonly title: string;
  readonly letter: string;
  readonly mark: 'request' | 'reply' | 'error' | 'event' | 'ack' | 'heartbeat' | 'vote';
  /** A few characters beside its pill that tell it from others of its kind, such as the id it carries. */
  label?(message: M): string;
}

/** How the pictures show a level that nodes write with `out.gauge`. */
export interface GaugeKind {
  readonly title: string;
  readonly unit: string;
  /**
   * `stack` is drawn as stacked ticks, `arc` (0 … 1) as an arc, `number` as a figure, `log` as cells of a log of which
   * the first `committed` are solid. Logs are on disk: what they hold stays drawn through a crash. `lane`: each is one of
   * several lanes in a queue, drawn in the order of declaration. `hidden` is for a system's own view alone. The others
   * are facts in words, under the node.
   */
  readonly mark: 'stack' | 'arc' | 'number' | 'log' | 'committed' | 'lane' | 'hidden' | FactMark;
  /** For a fact: what is written, `''` for nothing. Left out, a count says itself and its title, a badge its title. */
  text?(value: number): string;
  /** A sentence for whoever asks what a fact means; left out, its title and value. */
  says?(value: number): string;
  /** A fact's colour. */
  readonly tag?: Tag | ((value: number) => Tag | undefined);
  /** It is on disk: what is written of it stays through a crash. */
  readonly durable?: boolean;
  /** For a badge or count: the gauge, µs that its work takes when that begins, in whose time a bar under it fills. */
  readonly fills?: string;
}

/**
 * How the stage draws a fact of a node; zero draws nothing. `badge`: a state, such as "locked". `count`: how many, such
 * as "3 pending". `bar`: a share, 0 … 1. `countdown`: µs that were left when it was written; it runs down by itself.
 */
export type FactMark = 'badge' | 'count' | 'bar' | 'countdown';

/** A fact that only the observer knows, such as who was robbed; it does not depend on what a node remembers. */
export interface FactKind extends Omit<GaugeKind, 'mark' | 'unit' | 'durable'> {
  readonly mark: FactMark | 'lane';
  readonly unit?: string;
}

/** Writes a fact of a node for the pictures; nothing in a run depends on it. */
export type Show<K extends string> = (node: NodeRef, fact: K, value: number) => void;

/** How people read something that a node wrote down with `out.event`. */
export interface EventKind<D = unknown> {
  readonly title: string;
  /** A line for the log. */
  text(data: D): string;
}
