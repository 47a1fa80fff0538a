import { createMachine, initialTransition, transition } from 'xstate';
import type { AnyStateMachine, StateValue } from 'xstate';
import type { Mode, ModeMachine, Tag } from '../sim';

/** A machine without context or guards, read as a table: where an event leads depends on the state alone. */
export interface CompiledMachine {
  readonly source: AnyStateMachine;
  readonly initial: string;
  /** Every state that can be reached. */
  readonly states: readonly string[];
  /** The state after `event`; the same string when the machine takes no notice of it. */
  next(state: string, event: string): string;
  has(state: string): boolean;
  /** What a state says of the thing that is in it. */
  tagsOf(state: string): readonly Tag[];
}

/** "serving", "paused|serving" for parallel regions in their order, "up.busy" for nested states. */
function keyOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  const parts = Object.entries(value).map(([region, inner]) => [region, keyOf(inner!)] as const);
  return parts.length === 1 ? parts[0].join('.') : parts.map(([, inner]) => inner).join('|');
}

/** What `make` makes, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

interface StateRow {
  readonly next: ReadonlyMap<string, string>;
  readonly tags: readonly Tag[];
}
type Table = ReadonlyMap<string, StateRow>;

/** What XState's pure `transition` answers, for every state that can be reached, the first one first. */
function tableOf(source: AnyStateMachine): Table {
  const [first] = initialTransition(source);
  const snapshots = new Map([[keyOf(first.value), first]]);
  const table = new Map<string, StateRow>();
  for (const [state, snapshot] of snapshots) {
    const next = new Map<string, string>();
    for (const type of source.events) {
      const [after] = transition(source, snapshot, { type });
      const key = keyOf(after.value);
      if (!snapshots.has(key)) snapshots.set(key, after);
      next.set(type, key);
    }
    table.set(state, { next, tags: [...snapshot.tags] as Tag[] });
  }
  return table;
}

/**
 * Reads a machine into a table. The kernel then pays one map look-up a mode change, and the machine drawn on the page is
 * the one that runs. It is read when it is first asked for a state: a page that only shows a run never asks.
 */
export function compile(source: AnyStateMachine): CompiledMachine {
  const table = once(() => tableOf(source));
  const states = once(() => [...table().keys()]);
  return {
    source,
    get initial() {
      return states()[0];
    },
    get states() {
      return states();
    },
    next(state, event) {
      const row = table().get(state);
      if (!row) throw new Error(`machine "${source.id}" has no state "${state}"`);
      return row.next.get(event) ?? state;
    },
    has: (state) => table().has(state),
    tagsOf: (state) => table().get(state)?.tags ?? [],
  };
}

/** One state of a statechart: what it says of its node, where events lead, and what it means in a sentence. */
interface State<On = Readonly<Record<string, string>>> {
  readonly tags: Tag | readonly Tag[];
  readonly on?: On;
  readonly description?: string;
}

/** States by name, the initial one first. Events lead only to states that are there. */
type States<S> = {
  readonly [Name in keyof S]: State<Readonly<Record<string, keyof S & string>>>;
};
type EventOf<S> = S extends { readonly on?: infer On } ? keyof On & string : never;
type EventsOf<S> = EventOf<S[keyof S]>;

/** Makes a state of what it means in a sentence and where each event leads. */
interface Maker {
  (description: string): State<Readonly<Record<never, string>>>;
  <const On>(description: string, on: On): State<On>;
}
const tagged =
  (tags: Tag | readonly Tag[]): Maker =>
  (description: string, on: object = {}) => ({ tags, description, on });

/** A state by what it says of its node (see `Tag`), as in `well('answers requests', { DRAIN: 'draining' })`. */
export const well = tagged('well');
export const waiting = tagged('waiting');
export const fault = tagged('fault');
export const off = tagged('off');
export const leads = tagged(['well', 'leads']);

/** A node's statechart: the machine it runs on (`host`) beside the part it plays (`role`). */
export interface NodeMachine<
  Role extends string = string,
  Event extends string = string,
> extends ModeMachine<Role, Event> {
  readonly source: AnyStateMachine;
  /** Names of all events that it takes notice of in some state. */
  readonly events: ReadonlySet<string>;
}

const HOST = {
  running: { tags: 'well', on: { PAUSE: 'paused', CRASH: 'crashed' } },
  paused: { tags: 'waiting', on: { RESUME: 'running', CRASH: 'crashed' } },
  crashed: { tags: 'fault', on: { RESTART: 'running' } },
} as const;

type AnyStates = Readonly<Record<string, State>>;
const firstOf = (states: AnyStates): string => Object.keys(states)[0];

/** Modes by their keys, the initial one first. */
function modesOf<Role extends string>(
  machine: CompiledMachine,
  states: AnyStates,
): Map<string, Mode<Role>> {
  return new Map(
    machine.states.map((key): [string, Mode<Role>] => {
      const [host, role] = key.split('|') as [Mode['host'], Role];
      return [key, { key, host, role, tags: [states[role].tags].flat() }];
    }),
  );
}

/**
 * Puts a role beside the life of its host. A pause leaves the role alone, since a paused process believes what it
 * believed; a crash takes the role back to its beginning.
 */
export function nodeMachine<const S extends States<S>>(
  id: string,
  roles: S,
): NodeMachine<keyof S & string, EventsOf<S>> {
  type Role = keyof S & string;
  const states: AnyStates = roles;
  const initial = firstOf(states);
  const compiled = once(() =>
    compile(
      createMachine({
        id,
        type: 'parallel',
        states: {
          host: { initial: firstOf(HOST), states: HOST },
          role: { initial, states, on: { CRASH: `.${initial}` } },
        },
      }),
    ),
  );
  const modes = once(() => modesOf<Role>(compiled(), states));
  const modeAt = (key: string): Mode<Role> => {
    const mode = modes().get(key);
    if (!mode) throw new Error(`machine "${id}" has no mode "${key}"`);
    return mode;
  };
  const on = [...Object.values(HOST), ...Object.values(states)].map((one) => one.on);
  return {
    get source() {
      return compiled().source;
    },
    events: new Set(on.flatMap((events) => Object.keys(events ?? {}))),
    get initial() {
      return modeAt(compiled().initial);
    },
    next: (mode, event) => modeAt(compiled().next(mode.key, event)),
    at: modeAt,
  };
}

/** The statechart of a node that plays one part for as long as it runs, and plays it well: `{ part: 'what it does' }`. */
export const oneRole = <const Role extends string>(
  id: string,
  says: Readonly<Record<Role, string>>,
): NodeMachine<Role, never> => {
  const [role, description] = Object.entries<string>(says)[0];
  const roles = { [role]: well(description) };
  return nodeMachine(id, roles as Record<Role, State<Record<never, never>>>);
};

/** The statechart that parts of a node follow, such as a balancer's view of each of its servers; see `PartMachine`. */
export function partMachine<const S extends States<S>>(id: string, parts: S): CompiledMachine {
  const states: AnyStates = parts;
  return compile(createMachine({ id, initial: firstOf(states), states }));
}
