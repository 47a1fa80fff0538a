import {
  createMachine,
  initialTransition,
  transition,
  type AnyStateMachine,
  type StateValue,
} from 'xstate';
import type { Mode, ModeMachine } from '../sim';

/** A machine without context or guards, read as a table: where an event leads depends on the state alone. */
export interface CompiledMachine {
  readonly source: AnyStateMachine;
  readonly initial: string;
  /** The state after `event`; the same string when the machine takes no notice of it. */
  next(state: string, event: string): string;
}

/** "serving", "paused|serving" for parallel regions in their order, "up.busy" for nested states. */
function keyOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  const parts = Object.entries(value).map(([region, inner]) => [region, keyOf(inner!)] as const);
  return parts.length === 1 ? parts[0].join('.') : parts.map(([, inner]) => inner).join('|');
}

/**
 * Fills a transition table with what XState's pure `transition` answers, on first use of each entry. The kernel
 * then pays a map look-up a mode change, and the machine drawn on the page is the one that runs.
 */
export function compile(source: AnyStateMachine): CompiledMachine {
  type Snapshot = ReturnType<typeof initialTransition>[0];
  const [first] = initialTransition(source);
  const initial = keyOf(first.value);
  const snapshots = new Map<string, Snapshot>([[initial, first]]);
  const table = new Map<string, string>();
  return {
    source,
    initial,
    next(state, event) {
      const entry = `${state} ${event}`;
      const known = table.get(entry);
      if (known !== undefined) return known;
      const snapshot = snapshots.get(state);
      if (!snapshot) throw new Error(`machine "${source.id}" has not been in "${state}"`);
      const [after] = transition(source, snapshot, { type: event });
      const key = keyOf(after.value);
      if (!snapshots.has(key)) snapshots.set(key, after);
      table.set(entry, key);
      return key;
    },
  };
}

/** The states and events of a node's role, as XState writes them, without context and guards. */
export interface RoleConfig {
  readonly initial: string;
  readonly states: Record<string, { on?: Record<string, string>; description?: string }>;
}

/** A node's statechart: the machine it runs on (`host`) beside the part it plays (`role`). */
export interface NodeMachine extends ModeMachine {
  readonly source: AnyStateMachine;
}

/**
 * Puts a role beside the life of its host. A pause leaves the role alone, since a paused process believes what it
 * believed; a crash takes the role back to its beginning.
 */
export function nodeMachine(id: string, role: RoleConfig): NodeMachine {
  const source = createMachine({
    id,
    type: 'parallel',
    states: {
      host: {
        initial: 'running',
        states: {
          running: { on: { PAUSE: 'paused', CRASH: 'crashed' } },
          paused: { on: { RESUME: 'running', CRASH: 'crashed' } },
          crashed: { on: { RESTART: 'running' } },
        },
      },
      role: { initial: role.initial, states: role.states, on: { CRASH: `.${role.initial}` } },
    },
  });
  const compiled = compile(source);
  const modes = new Map<string, Mode>();
  const modeAt = (key: string): Mode => {
    let mode = modes.get(key);
    if (!mode) {
      const [host, roleState] = key.split('|');
      if (!roleState || !(roleState in role.states))
        throw new Error(`machine "${id}" has no mode "${key}"`);
      mode = { key, host: host as Mode['host'], role: roleState };
      modes.set(key, mode);
    }
    return mode;
  };
  explore(compiled, source.events);
  return {
    source,
    initial: modeAt(compiled.initial),
    next: (m, event) => modeAt(compiled.next(m.key, event)),
    at: modeAt,
  };
}

/** Visits every reachable state once, so that a checkpoint may resume in any of them. */
function explore(machine: CompiledMachine, events: readonly string[]): void {
  const seen = new Set([machine.initial]);
  for (const state of seen) for (const event of events) seen.add(machine.next(state, event));
}
