import { expect, test } from 'vitest';
import { die, processMachine, whileDown } from './process';

test('a process that dies has forgotten what was in memory, is up again later, and boots then', () => {
  const asked: unknown[] = [];
  const out = {
    note: (text: string) => void asked.push(text),
    become: (event: string) => void asked.push(event),
    after: (delay: number, name: string) => void asked.push([delay, name]),
  };
  const node = { volatile: ['something'], durable: { died: 0 } };
  die(node, { fresh: [], why: 'dies of poison', downFor: 500 }, out);
  expect(node).toEqual({ volatile: [], durable: { died: 1 } });
  expect(asked.splice(0)).toEqual(['dies of poison', 'DIE', [500, 'up']]);

  const down = whileDown<typeof node, typeof out>(
    () => void asked.push('boots'),
    (_node, name) => void asked.push(name),
  );
  down.timer(node, 'regularly', undefined, out);
  down.timer(node, 'up', undefined, out);
  expect(asked).toEqual(['regularly', 'UP', 'boots']);
});

test('its machine goes down by DIE and up by UP', () => {
  const machine = processMachine('clerk', 'works');
  const dead = machine.next(machine.initial, 'DIE');
  expect(dead).toMatchObject({ host: 'running', role: 'restarting', tags: ['fault'] });
  expect(machine.next(dead, 'UP')).toBe(machine.initial);
});
