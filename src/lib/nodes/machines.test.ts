import { getShortestPaths } from 'xstate/graph';
import { transition, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { defaultsOf, type LooseBehaviour, type Settings } from '../sim';
import { loadSystem, systemIds } from '../systems';
import { targetMachine } from './load-balancer/target';
import { compile, nodeMachine, type NodeMachine } from './machine';

/** What a system's nodes can be: those of its topology as it is declared, and with each choice and each switch turned. */
async function behavioursOf(id: string): Promise<LooseBehaviour[]> {
  const { settings, topology } = await loadSystem(id);
  const defaults = defaultsOf(settings);
  const turned = Object.entries(settings).flatMap(([name, field]): Settings[] => {
    if (field.type === 'boolean') return [{ [name]: !field.default }];
    if (field.type !== 'choice') return [];
    return field.options.map(({ value }) => ({ [name]: value }));
  });
  return [{} as Settings, ...turned].flatMap((change) =>
    topology({ ...defaults, ...change } as never).nodes.map((n) => n.behaviour as LooseBehaviour),
  );
}

const all = (await Promise.all(systemIds.map(behavioursOf))).flat();
const behaviours = [...new Map(all.map((b) => [b.machine, b])).values()];

/** Paths through a machine, one to each state that can be reached, made from the machine itself. */
function pathsOf(source: AnyStateMachine) {
  return getShortestPaths(source).map((path) => ({
    state: path.state,
    events: path.steps.map((s) => s.event.type).filter((type) => type !== 'xstate.init'),
  }));
}

const keyOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { host, role } = value as { host: string; role: string };
  return `${host}|${role}`;
};

describe.each(behaviours.map((b) => [b.kind, b] as const))('%s', (_kind, behaviour) => {
  const machine = behaviour.machine as NodeMachine;
  const paths = pathsOf(machine.source);

  test('every state can be reached, and every role has handlers', () => {
    const roles = Object.keys(machine.source.states.role.states);
    const reached = new Set(paths.map((p) => keyOf(p.state.value)));
    for (const role of roles)
      expect([...reached]).toEqual(expect.arrayContaining([`running|${role}`, `paused|${role}`]));
    for (const role of Object.keys(behaviour.roles)) expect(roles).toContain(role);
  });

  test.each(paths.map((p) => [p.events.join(' ') || '(start)', p] as const))(
    'along %s it does what XState does',
    (_name, { state, events }) => {
      const mode = events.reduce((m, event) => machine.next(m, event), machine.initial);
      expect(mode.key).toBe(keyOf(state.value));
      for (const event of machine.source.events) {
        const [after] = transition(machine.source, state, { type: event });
        expect(machine.next(mode, event).key).toBe(keyOf(after.value));
      }
    },
  );

  test('modes are interned: one that stays is the same object', () => {
    for (const { events } of paths) {
      const mode = events.reduce((m, event) => machine.next(m, event), machine.initial);
      expect(machine.next(mode, 'NO_SUCH_EVENT')).toBe(mode);
      expect(machine.at(mode.key)).toBe(mode);
    }
  });

  test('a pause leaves the role alone; a crash takes it back to the beginning', () => {
    for (const { events } of paths) {
      const mode = events.reduce((m, event) => machine.next(m, event), machine.initial);
      const paused = machine.next(mode, 'PAUSE');
      expect(paused.role).toBe(mode.role);
      if (mode.host === 'running') expect(machine.next(paused, 'RESUME')).toBe(mode);
      const crashed = machine.next(mode, 'CRASH');
      if (mode.host !== 'crashed')
        expect(crashed).toMatchObject({ host: 'crashed', role: machine.initial.role });
      expect(machine.next(crashed, 'RESUME')).toBe(crashed);
    }
  });

  test('an unknown mode is refused', () => {
    expect(() => machine.at('running|dancing')).toThrow(/no mode "running\|dancing"/);
  });
});

describe('a balancer’s view of a target', () => {
  test.each(
    pathsOf(targetMachine.source).map((p) => [p.events.join(' ') || '(start)', p] as const),
  )('along %s it does what XState does', (_name, { state, events }) => {
    const at = events.reduce((s, event) => targetMachine.next(s, event), targetMachine.initial);
    expect(at).toBe(state.value);
  });
});

test('a machine that is asked for a state that it does not have says so', () => {
  const machine = compile(nodeMachine('tiny', { initial: 'on', states: { on: {} } }).source);
  expect(() => machine.next('nowhere', 'CRASH')).toThrow(/"tiny" has no state "nowhere"/);
});
