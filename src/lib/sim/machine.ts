/** What travels between nodes. Plain data, never changed once sent. `type` names its kind: "request", "vote" … */
export interface Message {
  readonly type: string;
}

/**
 * What a state of a statechart says of its node, and by which every picture colours it: `well` does its work,
 * `waiting` for something, `fault` fails or knows that something is wrong, `off` does nothing on purpose, `leads`
 * decides for others.
 */
export type Tag = 'well' | 'waiting' | 'fault' | 'off' | 'leads';

/**
 * Where a node is in its life. `host` is the machine's side of it: a paused node's role does not change, since it
 * still believes what it believed. `role` is the protocol's side: "serving", "follower", "ejecting" …
 * Values are interned: the same mode is the same object.
 */
export interface Mode<Role extends string = string> {
  readonly key: string;
  readonly host: 'running' | 'paused' | 'crashed';
  readonly role: Role;
  /** Of its role; empty for statecharts that give none. */
  readonly tags?: readonly Tag[];
}

/** The statechart that a node's modes follow. `src/lib/nodes/machine.ts` makes one from an XState machine. */
export interface ModeMachine<Role extends string = string, Event extends string = string> {
  readonly initial: Mode<Role>;
  /** The mode after `event`; the same object when the machine takes no notice of it. */
  next(mode: Mode, event: string): Mode<Role>;
  /** The mode with that key. Throws on an unknown one. */
  at(key: string): Mode<Role>;
  /** Events that nodes may ask for with `out.become`; by type alone. */
  readonly moves?: Event;
}

/** Events that the kernel itself sends to a node's machine. Others are the node's own business. */
export type LifeEvent = 'CRASH' | 'RESTART' | 'PAUSE' | 'RESUME' | 'FAIL_FAST' | 'RECOVER';

/**
 * The statechart that the parts of a node follow, such as a balancer's view of each of its servers: what `out.part`
 * writes down. `begin` names the parts and the state each is in after a boot.
 */
export interface PartMachine<O = unknown> {
  readonly title: string;
  readonly machine: {
    readonly initial: string;
    readonly states: readonly string[];
    next(state: string, event: string): string;
    has(state: string): boolean;
    tagsOf(state: string): readonly Tag[];
  };
  begin(options: O): Readonly<Record<string, string>>;
}
