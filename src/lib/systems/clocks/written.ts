import type { Stamped } from './nodes/stamps';

/** A write as it really was: what came before it, by the messages that were read. */
export interface Written extends Stamped {
  readonly key: string;
  readonly value: number;
  /** How many writes of each writer it may depend on, itself included: happened-before as the network saw it. */
  readonly knows: readonly number[];
  /** True time, µs, and how far off its writer's clock was. */
  readonly at: number;
  readonly clockError: number;
  /** Some replica has refused it. */
  refused: boolean;
}
