import { describe, expect, it } from 'vitest';
import { inLabels } from './labels';

const nodes = [
  { id: 'lb', label: 'load balancer' },
  { id: 'server-1', label: 'machine 1' },
  { id: 'server-10', label: 'machine 10' },
  { id: 'clients', label: 'people' },
];

describe('what was done, with nodes by their labels', () => {
  it.each([
    ['crash server-1', 'crash machine 1'],
    ['0.4s crash server-10', '0.4s crash machine 10'],
    ['cut lb<->server-1', 'cut load balancer ↔ machine 1'],
    ['lose lb->server-10 5%', 'lose load balancer → machine 10 5%'],
    ['partition lb,server-1|server-10', 'partition load balancer, machine 1 | machine 10'],
    ['operate clients kill-clients', 'operate people kill-clients'],
    ['drop message 1', 'drop message 1'],
  ])('%s', (text, words) => expect(inLabels(text, nodes)).toBe(words));

  it('leaves the values of settings alone, and nodes without a label', () => {
    expect(inLabels('set target=lb', nodes)).toBe('set target=lb');
    expect(inLabels('2s set target=lb', nodes)).toBe('2s set target=lb');
    expect(inLabels('crash lb', [{ id: 'lb' }])).toBe('crash lb');
  });
});
