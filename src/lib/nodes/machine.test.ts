import { expect, test } from 'vitest';
import { compile, leads, nodeMachine, off, partMachine, waiting, well } from './machine';

const tiny = () => nodeMachine('tiny', { on: well('is there', { STOP: 'away' }), away: off('') });

test('a machine that is asked for a state that it does not have says so', () => {
  const machine = compile(tiny().source);
  expect(() => machine.next('nowhere', 'CRASH')).toThrow(/"tiny" has no state "nowhere"/);
});

test('a mode carries the tags of its role', () => {
  expect(tiny().initial.tags).toEqual(['well']);
  expect(nodeMachine('led', { on: leads('decides') }).initial.tags).toEqual(['well', 'leads']);
});

test('the first state is the initial one, and a crash leads back to it', () => {
  const machine = tiny();
  const away = machine.next(machine.initial, 'STOP');
  expect([machine.initial.role, away.role]).toEqual(['on', 'away']);
  expect(machine.next(away, 'CRASH')).toMatchObject({ host: 'crashed', role: 'on' });
});

test('parts have a statechart without a host', () => {
  const part = partMachine('part', { absent: off('', { COME: 'there' }), there: waiting('waits') });
  expect(part.states).toEqual(['absent', 'there']);
  expect(part.next('absent', 'COME')).toBe('there');
  expect(part.next('there', 'COME')).toBe('there');
});

test('an event that leads to a state that is not there does not compile', () => {
  // @ts-expect-error -- there is no state "gone"
  const machine = () => nodeMachine('lost', { on: well('is there', { STOP: 'gone' }) }).initial;
  expect(machine).toThrow(/gone/);
});
