import type { Message } from '../../../../sim';
import type { ChangeId, Order, Trait, Version } from './changes';

/** Where a list continues. Opaque to callers, and bound to the order in which the list was begun. */
export interface Cursor {
  readonly order: Order;
  /** Users given so far. */
  readonly after: number;
}

/** `GET /api/v2/users` when `user` is 0, else `GET /api/v2/users/{user}`. */
export interface Get extends Message {
  readonly type: 'get';
  readonly id: number;
  readonly user: number;
  /** Users wanted on a page; 0: the default of the service. */
  readonly limit: number;
  readonly cursor: Cursor | null;
}

/** A page of users, in columns. `version` is a header that says which release has answered. */
export interface Page extends Message {
  readonly type: 'page';
  readonly id: number;
  readonly status: 200;
  readonly version: number;
  readonly fields: readonly string[];
  readonly ids: readonly number[];
  readonly names: readonly string[];
  /** `null` at the end of the list. */
  readonly next: Cursor | null;
}

/** One user, or `null` where the version answers 200 for an unknown user. */
export interface One extends Message {
  readonly type: 'user';
  readonly id: number;
  readonly status: 200;
  readonly version: number;
  readonly user: { readonly id: number; readonly name: string } | null;
}

export interface NotFound extends Message {
  readonly type: 'not-found';
  readonly id: number;
  readonly status: 404;
  readonly version: number;
}

/** An instance that fails, or none that answers. */
export interface Failed extends Message {
  readonly type: 'failed';
  readonly id: number;
  readonly status: 503 | 504;
  readonly version: number;
}

export type Reply = Page | One | NotFound | Failed;

/** From the pipeline to an instance. An order with a lower epoch is older, however late it comes. */
export interface Install extends Message {
  readonly type: 'install';
  readonly epoch: number;
  readonly version: Version;
}
export interface Installed extends Message {
  readonly type: 'installed';
  readonly epoch: number;
}

/** What the router counted at one instance since the weights were last changed. `sum` of the times of answers that were no errors, µs. */
export interface Count {
  n: number;
  errors: number;
  sum: number;
}

/** The instance that gets a set share of the requests: its place, and the share, 0 … 1. */
export interface Canary {
  readonly place: number;
  readonly share: number;
}
/** How to spread requests, which also begins a new count: evenly, or with a canary. */
export interface Weigh extends Message {
  readonly type: 'weigh';
  readonly epoch: number;
  readonly canary: Canary | null;
}
export interface AskStats extends Message {
  readonly type: 'ask-stats';
  readonly epoch: number;
}
/** Counts by instance; `before` is the whole count up to the last change of the weights. */
export interface Stats extends Message {
  readonly type: 'stats';
  readonly epoch: number;
  readonly by: readonly Count[];
  readonly before: Count;
}

/** What consumers report of their own calls when asked: how many went wrong, by the version that answered. */
export interface AskReport extends Message {
  readonly type: 'ask-report';
}
export interface ConsumerReport extends Message {
  readonly type: 'report';
  readonly by: readonly { readonly version: number; readonly n: number; readonly failed: number }[];
}

/** From the provider's team to the teams that call it: this will change. */
export interface Announce extends Message {
  readonly type: 'announce';
  readonly change: ChangeId;
}

/** A consumer's team tells the provider's team that something it relies on has changed. */
export interface Ticket extends Message {
  readonly type: 'ticket';
  readonly trait: Trait;
}
/** A customer has noticed that something is wrong. */
export interface Complaint extends Message {
  readonly type: 'complaint';
  readonly trait: Trait;
}

const empty = (): Count => ({ n: 0, errors: 0, sum: 0 });

/** A count of nothing for each instance. */
export const emptyCounts = (instances: readonly unknown[]): Count[] => instances.map(empty);

export const totalOf = (counts: readonly Count[]): Count =>
  counts.reduce<Count>(
    (t, c) => ({ n: t.n + c.n, errors: t.errors + c.errors, sum: t.sum + c.sum }),
    empty(),
  );
