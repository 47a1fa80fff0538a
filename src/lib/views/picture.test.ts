import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { play, recipes, system } from '../../../tests/fixtures/toy';
import { Fate, Rec, type RunResult, type Trace } from '../sim';
import { indexRun, indexRunInSlices, messagesOf, pictureAt } from './picture';

const topologyOf = (result: RunResult) => system.topology(result.recipe.settings as never);

function indexOf(result: RunResult) {
  const { nodes, links } = topologyOf(result);
  return indexRun(result, nodes, links);
}

/** When a message came to its receiver, read off the records one by one. */
function arrival(trace: Trace, e: number): number {
  for (let i = 0; i < trace.at.length; i++) {
    if (trace.envelope[i] === e && trace.kind[i] === Rec.Held) return trace.at[i];
  }
  return trace.ended[e];
}

function flyingAt(trace: Trace, arrives: number[], t: number): number[] {
  return arrives.flatMap((at, e) => (trace.sent[e] <= t && at > t ? [e] : []));
}

function modeAt(trace: Trace, node: number, t: number, first: string): string {
  let mode = first;
  for (let i = 0; i < trace.at.length && trace.at[i] <= t; i++) {
    if (trace.kind[i] === Rec.Mode && trace.node[i] === node) mode = trace.names[trace.name[i]];
  }
  return mode;
}

function heldAt(trace: Trace, node: number, t: number): number {
  let held = 0;
  for (let i = 0; i < trace.at.length && trace.at[i] <= t; i++) {
    const e = trace.envelope[i];
    if (trace.kind[i] === Rec.Held && e >= 0 && trace.node[i] === node && trace.ended[e] > t)
      held++;
  }
  return held;
}

const moments = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 6,
});

const played = recipes.map((parts) => {
  const { result } = play(parts);
  return { result, trace: result.trace!, index: indexOf(result) };
});

describe('a picture agrees with the trace, read record by record', () => {
  propertyTest(
    'messages under way, and how far they are',
    fc.property(played, moments, ({ trace, index }, shares) => {
      const arrives = Array.from(trace.sent, (_, e) => arrival(trace, e));
      for (const share of shares) {
        const t = Math.floor(share * index.end);
        const { messages: m } = pictureAt(index, t);
        const travelling = [...m.envelope].filter((_, i) => m.why[i] < 0).sort((a, b) => a - b);
        expect(travelling).toEqual(flyingAt(trace, arrives, t));
        travelling.forEach((e) => {
          const i = m.envelope.indexOf(e);
          expect(m.progress[i]).toBeGreaterThanOrEqual(0);
          expect(m.progress[i]).toBeLessThan(1);
          if (arrives[e] === Infinity) return;
          const way = (t - trace.sent[e]) / (arrives[e] - trace.sent[e]);
          expect(m.progress[i]).toBeCloseTo(way, 5);
        });
      }
    }),
    40,
  );

  propertyTest(
    'modes, and what waits at a paused node',
    fc.property(played, moments, ({ result, trace, index }, shares) => {
      const { nodes } = topologyOf(result);
      for (const share of shares) {
        const t = Math.floor(share * index.end);
        pictureAt(index, t).nodes.forEach((node, i) => {
          const { machine } = nodes[i].behaviour;
          const mode = machine.at(modeAt(trace, i, t, machine.initial.key));
          expect([node.host, node.role]).toEqual([mode.host, mode.role]);
          expect(node.held).toBe(heldAt(trace, i, t));
        });
      }
    }),
    40,
  );

  propertyTest(
    'a message that was lost is seen to fall, and no other',
    fc.property(played, moments, ({ trace, index }, shares) => {
      const ends = [...trace.ended].filter(Number.isFinite);
      // When messages end: at a moment drawn blindly a sparse run has nothing under way.
      for (const share of shares) {
        const t = ends[Math.floor(share * (ends.length - 1))] ?? 0;
        const { messages: m } = pictureAt(index, t);
        for (let i = 0; i < m.count; i++) {
          const lost = trace.fate[m.envelope[i]] === Fate.Lost && trace.ended[m.envelope[i]] <= t;
          expect(m.why[i] >= 0).toBe(lost);
          if (m.fall[i] >= 0) expect(lost).toBe(true);
          expect(m.fall[i]).toBeLessThanOrEqual(1);
        }
      }
    }),
    40,
  );

  test('it does not matter in which slices a run is read', async () => {
    const { result } = play({ interventions: ['50ms pause worker-1', '90ms resume worker-1'] });
    const { nodes, links } = topologyOf(result);
    const sliced = await indexRunInSlices(result, nodes, links, () => Promise.resolve());
    expect(sliced).toEqual(indexOf(result));
  });
});

describe('faults', () => {
  const pictureOf = (interventions: string[], t: number) =>
    pictureAt(indexOf(play({ interventions, until: '1s' }).result), t);

  test('a slowed node is slow until it recovers', () => {
    const acts = ['100ms slow worker-1 x3', '200ms recover worker-1'];
    expect(pictureOf(acts, 99_999).nodes[2].slow).toBe(1);
    expect(pictureOf(acts, 100_000).nodes[2].slow).toBe(3);
    expect(pictureOf(acts, 200_000).nodes[2].slow).toBe(1);
  });

  test('a cut is a direction, and a node without any link left is cut off', () => {
    const acts = ['100ms cut client-1->worker-1', '200ms cut worker-1<->client-2'];
    const cut = (t: number) =>
      pictureOf(acts, t)
        .network.links.filter((l) => l.cut)
        .map((l) => `${l.from}→${l.to}`);
    expect(cut(150_000)).toEqual(['0→2']);
    expect(cut(250_000).sort()).toEqual(['0→2', '1→2', '2→1']);
    const last = pictureOf([...acts, '300ms cut worker-1->client-1'], 300_000);
    expect(last.nodes.map((n) => n.cutOff)).toEqual([false, false, true, false]);
  });

  test('a partition has sides until it is healed', () => {
    const acts = ['100ms partition client-1,worker-1|worker-2', '200ms heal'];
    expect(pictureOf(acts, 150_000).network.sides).toEqual([0, -1, 0, 1]);
    expect(pictureOf(acts, 200_000).network.sides).toBeNull();
  });

  test('what a crash takes is gone until it is written again', () => {
    const acts = ['100ms crash client-1', '300ms restart client-1'];
    const levels = (t: number) => pictureOf(acts, t).nodes[0].levels;
    expect(levels(90_000)).toMatchObject([{ name: 'waiting', gone: false }]);
    expect(levels(150_000)).toMatchObject([{ name: 'waiting', gone: true, mean: 0 }]);
  });

  test('a violated property marks the node where it was seen, from then on', () => {
    const { result } = play({
      settings: { strict: true },
      interventions: ['50ms fail-fast worker-1'],
    });
    const found = result.verdicts.find((v) => v.property === 'each-answer-once')!;
    const index = indexOf(result);
    const marked = (t: number) => pictureAt(index, t).nodes.filter((n) => n.violated).length;
    expect(found.holds).toBe(false);
    expect(marked(found.at! - 1)).toBe(0);
    expect(marked(found.at!)).toBe(1);
  });

  test('a run that kept metrics only has nodes and no messages', () => {
    const { result } = play({}, 'metrics');
    const picture = pictureAt(indexOf(result), 1000);
    expect(picture.nodes.map((n) => n.host)).toEqual(Array(4).fill('running'));
    expect(picture.messages.count).toBe(0);
  });

  test('messages as objects name their ends', () => {
    const index = indexOf(play({}).result);
    const sent = index.trace!.sent[0];
    const [first] = messagesOf(index, pictureAt(index, sent + 1));
    expect(first).toMatchObject({ envelope: 0, type: 'add', lost: '', duplicate: false });
    expect(first.from).toMatch(/^client/);
  });
});
