import { held } from '../../nodes/server/server';
import { counted, properties as makers, sum, type NodeRefs, type Property } from '../../sim';
import type { BalancerWorld } from './world';

const { always, eventually, sometimes } = makers<BalancerWorld>();

/** Ids remembered to notice a request served twice: far more than can be outstanding at once. */
const REMEMBERED = 2 ** 14;

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every request is served, rejected, failed or still in flight: none goes missing.',
  end(_state, world, report) {
    for (const { label, mode, durable: t, volatile } of world.at.clients) {
      // What a crashed client waited for is gone with its memory: it closes those accounts when it restarts.
      if (mode.host === 'crashed') continue;
      const open = volatile.waiting.count;
      const closed = t.ok + t.rejected + t.errors + t.timeouts;
      if (t.sent !== closed + open)
        report(`${label} sent ${t.sent} requests, of which ${closed} are closed and ${open} open`);
    }
  },
});

const servedOnce = always({
  id: 'served-once',
  title: 'No request is served by two machines.',
  begin: () => new Float64Array(REMEMBERED).fill(-1),
  sends: ['response'],
  senders: ['servers'],
  send(seen, world, from, _to, { id }, report) {
    const place = id % REMEMBERED;
    if (seen[place] === id)
      report(`${world.nodes[from].label} serves request ${id}, which had been served before`);
    seen[place] = id;
  },
});

/** The place of each node in a balancer's list of targets. */
function placesIn(targets: NodeRefs): number[] {
  const places: number[] = [];
  targets.forEach((node, i) => (places[node] = i));
  return places;
}

const noneToEjected = always({
  id: 'none-to-ejected',
  title: 'Nothing is sent to an ejected machine.',
  begin: (world) => placesIn(world.at.servers.map((node) => node.index)),
  sends: ['request'],
  senders: ['balancers'],
  send(placeOf, world, from, to, _message, report) {
    const { label, volatile: pool } = world.as('balancers', from);
    const target = pool.targets[placeOf[to]];
    if (target?.state === 'ejected' && !pool.panicking)
      report(`${label} sends a request to ${world.nodes[to].label}, which it has ejected`);
  },
});

const allAnswered = eventually({
  id: 'all-answered',
  title: 'In the end every request has an answer.',
  end(_state, world, report) {
    const silent = sum(world.at.clients.map((client) => client.durable.timeouts));
    if (silent > 0)
      report(
        `${counted(silent, 'request')} never answered: the clients gave up, and the outcome is unknown`,
      );
  },
});

const loads = (world: BalancerWorld): { label: string; held: number }[] =>
  world.at.servers
    .filter((n) => n.mode.host === 'running')
    .map((n) => ({ label: n.label, held: held(n) }));

/** How much longer one queue is than another idle machine's before it is called unequal. */
const LONG_QUEUE = 20;

const unequalLoad = sometimes({
  id: 'equal-counts-unequal-load',
  title: 'A machine has a long queue while another one is idle.',
  begin: () => ({ count: 0 }),
  sends: ['rejected', 'response'],
  senders: ['servers'],
  send(state, world, from, _to, _message, report) {
    // Every 64th answer is enough to see it, and costs a million requests nothing.
    if (state.count++ % 64 !== 0) return;
    const all = loads(world);
    const idle = all.find((s) => s.held === 0);
    const long = all.find((s) => s.held >= LONG_QUEUE);
    if (idle && long)
      report(`${long.label} holds ${counted(long.held, 'request')} while ${idle.label} has none`);
  },
});

/** Errors after which a share is worth judging. */
const ENOUGH = 200;

const sinkhole = sometimes({
  id: 'sinkhole',
  title: 'A machine that fails fast attracts more than its share of requests.',
  sends: ['error'],
  senders: ['servers'],
  send(_state, world, from, _to, _message, report) {
    const { servers } = world.at;
    const { label, durable } = world.as('servers', from);
    if (durable.errors < ENOUGH || durable.errors % 100 !== 0) return;
    const share = durable.received / sum(servers.map((s) => s.durable.received));
    if (share > 1.2 / servers.length)
      report(
        `${label} has attracted ${(100 * share).toFixed(1)} % of all requests and answers with errors`,
      );
  },
});

const overload = sometimes({
  id: 'overload',
  title: 'Requests are rejected because every running machine’s queue is nearly full.',
  sends: ['rejected'],
  senders: ['servers'],
  send(_state, world, _from, _to, _message, report) {
    const cap = world.settings.queueCap;
    const all = loads(world);
    if (all.every((s) => s.held >= cap * 0.8))
      report(`${counted(all.length, 'machine')} are running, all with queues at least 80 % full`);
  },
});

export const properties: readonly Property<BalancerWorld>[] = [
  accountedFor,
  servedOnce,
  noneToEjected,
  allAnswered,
  unequalLoad,
  sinkhole,
  overload,
];
