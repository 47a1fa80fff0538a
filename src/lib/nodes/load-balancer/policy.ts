import type { Stream } from '../../sim';

/** What a policy may look at. Targets are numbers 0 … n−1. */
export interface TargetView {
  /** Targets that may be sent to now, ascending. Never empty when a policy is asked. */
  readonly eligible: readonly number[];
  /** Requests each target has not answered yet, as this balancer counts. */
  readonly outstanding: Int32Array;
  /** Each target's declared share, above 0. */
  readonly weights: readonly number[];
  readonly random: Stream;
}

/** A way to choose. `memory` is plain data of its own, made anew when the balancer boots. */
export interface Policy<M = unknown> {
  readonly title: string;
  readonly help: string;
  open(targets: number): M;
  pick(view: TargetView, memory: M, key: number): number;
}
