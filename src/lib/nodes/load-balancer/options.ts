import type { TargetView } from './policy';
import type { Outstanding } from '../outstanding';
import type { Micros, NodeRef, NodeRefs, Stream } from '../../sim';
import type { PolicyId } from './policies';

export interface BalancerOptions {
  readonly policy: PolicyId;
  /** Nodes that it may send to; the last `spares` of them are not in the pool at first. */
  readonly targets: NodeRefs;
  readonly names: readonly string[];
  readonly spares: number;
  readonly weights: readonly number[];
  readonly clients: NodeRefs;
  /** The other balancer, where there is one. The primary begins as the active one. */
  readonly peer: NodeRef | null;
  readonly primary: boolean;
  readonly autoscaler: NodeRef | null;
  /** Time between health checks, µs; 0: none. */
  readonly checkEvery: Micros;
  /** Failed checks in a row until a target is ejected, and passed ones until it comes back. */
  readonly fall: number;
  readonly rise: number;
  /** Errors in a row until a target is ejected; 0: never. */
  readonly ejectAfter: number;
  /** Without health checks an ejected target comes back after this long times the ejections so far. */
  readonly ejectFor: Micros;
  readonly slowStart: Micros;
  /** When fewer than this share of the pool is eligible, health is ignored. */
  readonly panicBelow: number;
  /** An unanswered request counts as failed after this long. */
  readonly timeout: Micros;
  /** The first requests, left out of the latency measure. */
  readonly warmup: number;
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'blind' | 'double-send';
}

/** The balancer's view of one target. */
export interface Target {
  readonly node: NodeRef;
  state: string;
  failed: number;
  passed: number;
  errors: number;
  ejections: number;
  /** A check of this round is unanswered. */
  asked: boolean;
  admittedAt: Micros;
  busy: number;
}

export interface Pool extends TargetView {
  targets: Target[];
  eligible: number[];
  weights: readonly number[];
  panicking: boolean;
  outstanding: Int32Array;
  requests: Outstanding;
  memory: unknown;
  random: Stream;
  round: number;
  arrived: number;
  /** Requests sent since then are measured, by this node's count of time. */
  measureFrom: Micros;
  heardAt: Micros;
}

export interface BalancerTally {
  booted: boolean;
  /** Requests sent to each target. */
  dispatched: number[];
  answered: number;
  rejected: number;
  errors: number;
}
