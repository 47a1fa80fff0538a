import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { campaign } from '../../hunt';
import { makeRecipe, Rec, simulate } from '../../sim';
import { system } from '.';

const { play } = runsOf(system);
const timeout = 60_000;

testSystem(system);

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout }, () => {
  test('healthy: who waits for a connection, and that every call was read', () => {
    const { at, captionAt, result } = stageOfScenario(system, 'healthy');
    expect(at(captionAt(1)).facts('client-http1')).toEqual(['7 open', '6 connections']);
    expect(at(captionAt(1)).facts('client-http2')).toEqual(['7 open', '1 connection']);
    const end = at(result.virtualMs * 1000);
    for (const lane of ['http1', 'http2', 'quic', 'thrift'])
      expect(end.facts(`server-${lane}`)).toContain('600 calls');
    expect(end.facts('worker')).toEqual(['600 done']);
  });

  test.each([
    ['broken', true],
    ['fixed', false],
  ])('%s: messages held back behind a lost packet, on HTTP/2 alone', (scenario, isHeld) => {
    const { at, captionAt, result } = stageOfScenario(system, scenario);
    const facts = Object.values(at(captionAt(isHeld ? 1 : 0)).all()).flat();
    const held = facts.filter((f) => f.endsWith('held back')).map(parseFloat);
    expect(held).toHaveLength(isHeld ? 1 : 0);
    for (const messages of held) expect(messages).toBeGreaterThanOrEqual(8);
    expect(result.metrics.completed).toBe(result.metrics.calls);
    expect(at(result.virtualMs * 1000).facts('server-quic')).toContain('2,000 calls');
  });

  test('burst: six sent and ninety-four waiting, beside a hundred sent', () => {
    const { at, captionAt, result } = stageOfScenario(system, 'burst');
    expect(at(captionAt(0)).facts('client-http1')).toEqual(['100 open', '6 connections']);
    expect(at(captionAt(1)).facts('client-http1')).toEqual(['94 open', '6 connections']);
    expect(at(captionAt(1)).facts('client-http2')).toEqual(['1 connection']);
    expect(result.metrics.http1MaxMs).toBe(935);
  });

  test('myth: who refuses, and how many calls end unanswered', () => {
    const { at, captionAt, result } = stageOfScenario(system, 'myth');
    expect(at(captionAt(0)).facts('server-http2')).toContain('1 refused');
    const end = at(result.virtualMs * 1000);
    expect(end.facts('client-http2')).toEqual([`${result.metrics.unknown} unanswered`]);
    expect(result.nodes['server-http2'].refused).toBe(122);
    expect(end.facts('server-http2')).toEqual(['122 refused', 'no calls']);
    expect(end.facts('server-thrift')).toContain('200 calls');
  });

  test.each([
    ['pinned', 2, 9],
    ['per-call', 1, 0],
    ['client-side', 1, 0],
  ])('%s: which backends have no calls, as the measures count them', (scenario, caption, idle) => {
    const { at, captionAt, result } = stageOfScenario(system, scenario);
    const idleAt = (t: number) =>
      Object.values(at(t).all()).filter((facts) => facts.includes('no calls')).length;
    expect(at(captionAt(0)).facts('backend-11')).toEqual(['not listed yet', 'no calls']);
    if (scenario === 'pinned') expect(idleAt(captionAt(caption))).toBe(9);
    expect([idleAt(result.virtualMs * 1000), result.metrics.idleBackends]).toEqual([idle, idle]);
    for (const [id, { read }] of Object.entries(result.nodes).filter(([n]) => n.startsWith('back')))
      expect(at(result.virtualMs * 1000).facts(id)).toContain(
        read === 0 ? 'no calls' : `${read >= 1000 ? '1,' + String(read).slice(1) : read} calls`,
      );
  });

  test('worker-dies: jobs that nobody acknowledged', () => {
    const { at, captionAt, result } = stageOfScenario(system, 'worker-dies');
    expect(at(captionAt(0)).facts('broker')).toEqual(['5 unacked']);
    expect(at(result.virtualMs * 1000).all()).toEqual({ worker: ['500 done'] });
    expect(result.nodes.worker.done).toBe(500);
  });
});

describe('closed forms', { timeout }, () => {
  test.each([1, 6, 7, 24, 100])('a hundred calls at once over %i connections', (connections) => {
    const load = { arrivals: 'at-once', calls: 100, timeoutMs: 60_000 };
    const settings = { lanes: 'all', ...load, connections };
    const { metrics } = play({ settings, until: null });
    const rounds = Math.ceil(100 / connections);
    expect(metrics.http1MaxMs).toBe(rounds * 55);
    expect(metrics.thriftMaxMs).toBe(rounds * 55);
    expect([metrics.http2MaxMs, metrics.quicMaxMs, metrics.queueMaxMs]).toEqual([55, 55, 50]);
  });

  test.each([
    [50, 2],
    [100, 1],
    [30, 4],
  ])('streams: %i at once on a connection make %i rounds', (maxStreams, rounds) => {
    const settings = { lanes: 'http2', arrivals: 'at-once', calls: 100, maxStreams };
    expect(play({ settings, until: null }).metrics.http2MaxMs).toBe(rounds * 55);
  });

  test.each([
    ['http1', 3],
    ['http2', 3],
    ['thrift', 3],
    ['quic', 2],
  ])('%s, connections closed at first: the first call takes %i round trips', (lanes, trips) => {
    const settings = { lanes, start: 'cold', arrivals: 'at-once', calls: 1, workMs: 0 };
    const { metrics } = play({ settings, until: null });
    // Shared connections are opened when the client starts, which is when the call is made.
    expect(metrics.p50Ms).toBe(50 * trips);
  });

  test('without order between streams, a call is late when one of its own packets is lost', () => {
    const settings = { lanes: 'quic', calls: 20_000, ratePerSecond: 300, lossPercent: 2 };
    const run = play({ settings: { ...settings, payloadKb: 0.1 }, until: null });
    const { quicP50Ms, quicP95Ms, quicP99Ms, blockedPercent } = run.metrics;
    expect(blockedPercent).toBe(0);
    // 1 − 0.98² of calls, 4 %, lose a packet and take a round trip and a millisecond more.
    expect([quicP50Ms, quicP95Ms].map(Math.round)).toEqual([55, 55]);
    expect(Math.round(quicP99Ms)).toBe(106);
  });

  test('larger answers take more packets, and lose more often', () => {
    const settings = { lanes: 'quic', calls: 3000, ratePerSecond: 100, lossPercent: 2 };
    const run = play({ settings: { ...settings, payloadKb: 20 }, until: null });
    // Fifteen packets each: 1 − 0.98¹⁶ of the calls, 28 %, are late.
    expect(run.metrics.quicP50Ms).toBeLessThan(56);
    expect(run.metrics.quicP95Ms).toBeGreaterThan(100);
  });
});

describe('faults', { timeout }, () => {
  test('a call that the network tells a client of twice is made once', () => {
    const settings = { lanes: 'all', calls: 200, ratePerSecond: 100 };
    const interventions = ['0s duplicate workload->* 50%', '1s duplicate client-queue->broker 30%'];
    const { metrics, nodes, verdicts } = play({ settings, interventions, until: '10s' });
    for (const lane of ['http1', 'http2', 'quic', 'thrift', 'queue'])
      expect([lane, nodes[`client-${lane}`].calls]).toEqual([lane, 200]);
    expect(metrics).toMatchObject({ calls: 1000, completed: 1000, inFlight: 0 });
    expect(verdicts.filter((v) => v.kind !== 'sometimes' && !v.holds)).toEqual([]);
  });

  test('a client that restarts goes on, and the run still ends', () => {
    const settings = { lanes: 'all', calls: 300, ratePerSecond: 100 };
    const interventions = ['http2', 'queue'].flatMap((lane) => [
      `1s crash client-${lane}`,
      `1.2s restart client-${lane}`,
    ]);
    const { metrics, nodes, virtualMs } = play({ settings, interventions, until: null });
    expect(virtualMs).toBeLessThan(10_000);
    expect(metrics.inFlight).toBe(0);
    for (const lane of ['http2', 'queue']) expect(nodes[`client-${lane}`].ok).toBeGreaterThan(200);
  });

  test('a backend dies: calls at it are unknown, its clients find out and go on when it is back', () => {
    const settings = { lanes: 'streams', calls: 900, ratePerSecond: 100, timeoutMs: 1000 };
    const interventions = ['1s crash server-http2', '3s restart server-http2'];
    const { metrics, nodes } = play({ settings, interventions, until: null });
    expect(metrics.inFlight).toBe(0);
    expect(nodes['client-quic'].ok).toBe(900);
    expect(nodes['client-http2'].unknown).toBeGreaterThan(150);
    expect(nodes['client-http2'].unknown).toBeLessThan(400);
    expect(nodes['client-http2'].mostConnections).toBe(1);
  });

  test('a client starts anew: its old connections are unknown to it, and no answer is mixed up', () => {
    const settings = { lanes: 'http', calls: 300, ratePerSecond: 100 };
    const interventions = ['1s crash client-http2', '1.2s restart client-http2'];
    const { metrics } = play({ settings, interventions, until: '5s' });
    expect([metrics.mismatched, metrics.failed]).toEqual([0, 0]);
    expect(metrics.completed).toBeGreaterThan(500);
  });

  test('connections that are asked to go are replaced, and no call fails', () => {
    const settings = {
      balancing: 'layer-4',
      lanes: 'http2',
      maxAgeS: 1,
      calls: 3000,
      ratePerSecond: 500,
    };
    const { metrics } = play({ settings, until: null });
    expect(metrics.errors).toBe(0);
    expect(metrics.busyBackends).toBe(10);
  });

  test('a server that fails at once is an error, not an unknown', () => {
    const settings = { lanes: 'http2', calls: 100 };
    const { metrics } = play({
      settings,
      interventions: ['0s fail-fast server-http2'],
      until: null,
    });
    expect([metrics.failed, metrics.unknown]).toEqual([100, 0]);
  });
});

/** What a hunt comes to. */
function hunt(target: { bug?: string; set?: Record<string, unknown> }, seeds: number, first = 1) {
  const tries = campaign({ system, ...target }, { seeds, firstSeed: first }, true);
  let next = tries.next();
  while (!next.done) next = tries.next();
  return next.value;
}

describe('hunts', { timeout: 180_000 }, () => {
  test.each([
    [{ lossPercent: 3 }],
    [{ start: 'cold', connectionUse: 'per-call' }],
    [{ payloadKb: 20, sharedConnections: 2 }],
  ])('find nothing wrong with a right design: %j', (set) => {
    expect(hunt({ set }, 25, 5000)).toMatchObject({ tried: 25, failed: 0, first: null });
  });
});

test('the story of three calls, one packet lost: what came after it waits on one order, and not on many', () => {
  const settings = { lanes: 'streams', arrivals: 'random', ratePerSecond: 200, calls: 3 };
  const recipe = (interventions: string[]) =>
    makeRecipe(system, { settings, interventions, until: null });
  const quiet = simulate(system, recipe([]), { trace: 'full' }).trace!;
  const first = ['http2', 'quic'].map((lane) =>
    quiet.sent.findIndex((_, e) => {
      const isRequest = quiet.names[quiet.type[e]] === 'request';
      return isRequest && quiet.from[e] === (lane === 'http2' ? 1 : 3);
    }),
  );
  const at = Math.ceil(Math.max(...first.map((e) => quiet.sent[e])) / 1000) + 1;
  const run = simulate(system, recipe(first.map((e) => `${at}ms drop message ${e}`)), {
    trace: 'full',
  });
  const trace = run.trace!;
  const ids = ['calls', 'h2', 'h2-server', 'quic', 'quic-server'];
  const lines: string[] = [];
  trace.kind.forEach((kind, i) => {
    const what = trace.names[trace.name[i]];
    if (kind !== Rec.Deliver && kind !== Rec.Lost) return;
    if (['task', 'over', 'received'].includes(what)) return;
    const [from, to] = [ids[trace.peer[i]], ids[trace.node[i]]];
    lines.push(`${(trace.at[i] / 1000).toFixed(1)} ${from} → ${to} ${what}`);
  });
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "9.0 h2 → h2-server dropped
    9.0 quic → quic-server dropped
    35.0 h2 → h2-server request
    35.0 quic → quic-server request
    39.7 h2 → h2-server request
    39.7 quic → quic-server request
    65.0 quic-server → quic response
    69.7 quic-server → quic response
    83.2 h2 → h2-server again
    83.2 quic → quic-server again
    113.2 h2-server → h2 response
    113.2 quic-server → quic response"
  `);
});
