import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type System, type Tag } from '../sim';
import { loadSystem } from '../systems';
import { indexRun, pictureAt } from '../views/picture';
import { cutOff, likelyTarget, nodeActs } from './node-acts';

const system = (await loadSystem('load-balancer')) as unknown as System;
const { nodes, links } = system.topology(makeRecipe(system, {}).settings as never);
const place = nodes.findIndex((n) => n.id === 'server-5');
const server = nodes[place];

/** How machine 5 stands at a time, in a run in which this is done. */
const standing = (...interventions: string[]) => {
  const parts = { scenario: 'healthy', until: '200ms', interventions };
  const result = simulate(system, makeRecipe(system, parts), { trace: 'full' });
  const index = indexRun(result, nodes, links);
  return (ms: number) => pictureAt(index, ms * 1000).nodes[place];
};

describe('what can be done to a node', () => {
  it('offers the way that makes a difference', () => {
    const at = standing('100ms crash server-5', '150ms restart server-5', '160ms pause server-5');
    const labels = (ms: number) => nodeActs(server, at(ms)).map((a) => a.label);
    expect(labels(50)).toContain('Crash');
    expect(labels(100)).toContain('Restart');
    expect(labels(100)).not.toContain('Pause');
    expect(labels(155)).toEqual(expect.arrayContaining(['Crash', 'Pause']));
    expect(labels(170)).toContain('Resume');
  });

  it('knows slow and failing machines, and the node’s own operations', () => {
    const at = standing('10ms slow server-5 x3', '20ms fail-fast server-5');
    expect([at(5).slow, at(15).slow, at(25).role]).toEqual([1, 3, 'failing']);
    expect(nodeActs(server, at(25)).map((a) => a.label)).toEqual([
      'Crash',
      'Pause',
      'Back to speed',
      'Recover',
      'Drain',
      'Back into service',
    ]);
    expect(nodeActs(nodes[0], at(5)).some((a) => a.id === 'fail')).toBe(false);
  });

  it('writes lines that the kernel reads, with a key each', () => {
    for (const spec of nodes) {
      const acts = nodeActs(spec, { host: 'running', tags: [], slow: 1 });
      for (const { text } of acts)
        expect(() => makeRecipe(system, { interventions: [`1s ${text}`] })).not.toThrow();
      const keys = acts.flatMap((a) => a.key ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
    const all = nodes.map((n) => n.id);
    for (const text of [cutOff('server-5', null, all), cutOff('server-5', 'lb-1', all)])
      expect(() => makeRecipe(system, { interventions: [`1s ${text}`] })).not.toThrow();
  });
});

describe('before a node is chosen', () => {
  const nodes = [
    { id: 'client-1', shape: 'client' },
    { id: 'node-1', shape: 'replica' },
    { id: 'node-2', shape: 'replica' },
    { id: 'monitor-1', shape: 'observer' },
  ] as const;
  const stand = (...modes: string[]) =>
    modes.map((text) => {
      const [host, tag] = text.split('|') as ['running' | 'crashed', Tag];
      return { host, tags: [tag] };
    });

  it('the one that leads is acted on, and after it has crashed its successor', () => {
    const first = stand('running|well', 'running|leads', 'running|waiting', 'running|on');
    expect(likelyTarget(nodes, first)).toBe('node-1');
    const then = stand('running|well', 'crashed|leads', 'running|leads', 'running|on');
    expect(likelyTarget(nodes, then)).toBe('node-2');
  });

  it('where nobody leads, the last that serves', () => {
    expect(likelyTarget(nodes, stand('running|a', 'running|b', 'running|c', 'running|d'))).toBe(
      'node-2',
    );
    expect(likelyTarget(nodes)).toBe('node-2');
    expect(likelyTarget(nodes.slice(0, 1))).toBe('client-1');
    expect(likelyTarget([])).toBe('');
  });
});
