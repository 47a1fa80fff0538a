import { expect, test } from 'vitest';
import { compile, nodeMachine, well } from './machine';

const tiny = () => nodeMachine('tiny', { on: well('is there') });

test('a machine that is asked for a state that it does not have says so', () => {
  const machine = compile(tiny().source);
  expect(() => machine.next('nowhere', 'CRASH')).toThrow(/"tiny" has no state "nowhere"/);
});

test('a mode carries the tags of its role', () => {
  expect(tiny().initial.tags).toContain('well');
});
