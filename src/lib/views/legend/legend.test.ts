import { describe, expect, it } from 'vitest';
import { makeRecipe, Rec, simulate, type RecipeParts } from '../../sim';
import { loadSystem } from '../../systems';
import { MESSAGE_STYLES } from '../marks/messages';
import { indexRun } from '../picture';
import { legendOf } from './legend';
import type { Entry } from './types';
import { litByLight } from './light';
import { MARK_WORDS } from './words';

async function legend(id: string, parts: RecipeParts, t: number) {
  const system = await loadSystem(id);
  const result = simulate(system, makeRecipe(system, parts), { trace: 'full' });
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const index = indexRun(result, nodes, links);
  const groups = legendOf(system, nodes, index, t);
  const entries = groups.flatMap((group) => group.entries);
  const entry = (title: RegExp): Entry | undefined => entries.find((e) => title.test(e.title));
  return { system, nodes, index, groups, entries, entry, trace: result.trace! };
}

describe('the legend', () => {
  it('of a partition: the messages that are sent, the figure in a replica, crash, cut and crack', async () => {
    const acts = [
      '2s partition replica-1,replica-2|replica-3,replica-4,replica-5',
      '3s crash replica-3',
    ];
    const parts = { scenario: 'healthy', until: '6s', interventions: acts };
    const { trace, entry, entries, system, nodes } = await legend('partition', parts, 5e6);
    const sent = new Set([...trace.type].map((type) => system.messages[trace.names[type]].title));
    const named = entries.filter((e) => e.id.startsWith('message ')).map((e) => e.title);
    expect(named.toSorted()).toEqual([...sent].toSorted());
    expect(named.length).toBeLessThan(Object.keys(system.messages).length);
    const replicas = nodes.filter((n) => n.shape === 'replica').map((n) => n.id);
    expect(entry(/^replica/)).toMatchObject({ now: 5, light: { nodes: replicas } });
    expect(entry(/^value of this copy$/)?.light).toEqual({ nodes: replicas });
    expect(entry(/^crashed$/)).toMatchObject({ now: 1, light: { nodes: ['replica-3'] } });
    expect(entry(/^network partition$/)?.now).toBe(1);
    expect(entry(/^cut line$/)?.now).toBeGreaterThan(0);
    expect(entry(/^paused$/)).toBeUndefined();
  });

  it('names what the run shows at another moment too, as not there now', async () => {
    const parts = { scenario: 'healthy', until: '4s', interventions: ['3s crash replica-3'] };
    const { entry } = await legend('partition', parts, 1e6);
    expect(entry(/^crashed$/)).toMatchObject({ now: 0, light: { nodes: [] } });
  });

  it('of a load balancer: arcs, ticks, what it makes of its machines', async () => {
    const parts = { scenario: 'healthy', until: '12s', interventions: ['1s crash server-5'] };
    const { entry, groups, nodes, index } = await legend('load-balancer', parts, 11.5e6);
    expect(groups.map((g) => g.id)).toEqual([
      'messages',
      'nodes',
      'levels',
      'facts',
      'states',
      'lines',
    ]);
    const servers = nodes.filter((n) => n.shape === 'server').map((n) => n.id);
    const levels = groups[2].entries;
    expect(levels.map((e) => e.figure.kind)).toEqual(expect.arrayContaining(['arc', 'stack']));
    for (const level of levels.filter((e) => e.figure.kind !== 'number'))
      expect(servers).toEqual(expect.arrayContaining([...level.light.nodes!]));
    const ejected = entry(/^ejected$/)!;
    expect(ejected.light.nodes).toEqual(['server-5']);
    const port = groups
      .at(-1)!
      .entries.find((e) => e.figure.kind === 'port' && /ejected/.test(e.title))!;
    expect(port.light.lines!.map(([, to]) => index.ids[to])).toContain('server-5');
  });

  it('of replication: cells of a log, and which of them are committed', async () => {
    const { entry } = await legend('replication', { scenario: 'healthy', until: '2s' }, 1e6);
    expect(entry(/^entries$/)?.figure.kind).toBe('cells');
    expect(entry(/^stored by enough copies$/)?.figure.kind).toBe('committed');
  });

  it('lights exactly the messages of a kind, and those that get lost', async () => {
    const acts = ['1s lose *->* 50%'];
    const parts = { scenario: 'healthy', until: '3s', interventions: acts };
    const { entries, index, trace } = await legend('partition', parts, 2e6);
    const read = entries.find((e) => e.id.startsWith('message '))!;
    const { message, nodes } = litByLight(read.light, index);
    const wanted = read.id.slice('message '.length);
    const lit = [...trace.type].map((_, e) => message(e, 0, 0));
    expect(lit).toEqual([...trace.type].map((type) => trace.names[type] === wanted));
    expect(nodes.size).toBe(0);
    const lost = litByLight(entries.find((e) => e.id === 'lost')!.light, index);
    const count = [...trace.type].filter((_, e) => lost.message(e, 0, 0)).length;
    expect(count).toBe([...trace.kind].filter((kind) => kind === Rec.Lost).length);
    expect(count).toBeGreaterThan(0);
  });

  it('explains the facts that the run shows, and lights their nodes', async () => {
    const { system, nodes, index, trace } = await legend('replication', { until: '2s' }, 1e6);
    const name = 'waiting';
    const gauge = trace.gauges.find((g) => g.name === name && g.value.some((v) => v > 0))!;
    const says = (n: number) => `It waits for ${n}.`;
    const gauges = {
      [name]: { title: 'waiting', unit: '', mark: 'count', tag: 'waiting', says },
      never: { title: 'never', unit: '', mark: 'badge' },
    } as const;
    const at = gauge.at[gauge.value.findIndex((v) => v > 0)];
    const group = legendOf({ ...system, gauges }, nodes, index, at).find((g) => g.id === 'facts')!;
    expect(group.entries).toHaveLength(1);
    const [entry] = group.entries;
    expect(entry).toMatchObject({ title: 'waiting', figure: { kind: 'fact', tag: 'waiting' } });
    expect(entry.text).toMatch(/^It waits for [1-9]/);
    expect(entry.light.nodes).toContain(index.ids[gauge.node]);
    expect(entry.now).toBe(entry.light.nodes!.length);
  });

  it('has a word for each shape that a message can have', () => {
    expect(Object.keys(MARK_WORDS).toSorted()).toEqual(Object.keys(MESSAGE_STYLES).toSorted());
  });
});
