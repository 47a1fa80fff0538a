import type { ClientTally } from '../../nodes/client/client';
import type { Balancer } from '../../nodes/load-balancer/options';
import type { Answer } from '../../nodes/messages';
import type { Outstanding } from '../../nodes/outstanding';
import { held, type ServerTally } from '../../nodes/server/server';
import type { NodeState, LooseProperty, Property, World } from '../../sim';

/** Ids remembered to notice a request served twice: far more than can be outstanding at once. */
const REMEMBERED = 2 ** 14;

const isServer = (id: string): boolean => id.startsWith('server-');
const isBalancer = (id: string): boolean => id.startsWith('lb-');

const accountedFor: LooseProperty<null> = {
  id: 'accounted-for',
  kind: 'always',
  title:
    'Every request is answered, rejected, failed or still under way: none is lost from the books.',
  begin: () => null,
  end(_state, world, report) {
    for (const node of world.nodes.filter((n) => n.id.startsWith('client-'))) {
      // What a crashed client waited for is gone with its memory: it closes those books when it restarts.
      if (node.mode.host === 'crashed') continue;
      const { durable: t, volatile } = node as NodeState<{ waiting: Outstanding }, ClientTally>;
      const open = volatile.waiting.count;
      if (t.sent !== t.ok + t.rejected + t.errors + t.timeouts + open) {
        report(
          `${node.id} sent ${t.sent} requests, but the books show ${t.sent - open} closed and ${open} open`,
        );
      }
    }
  },
};

const servedOnce: LooseProperty<Float64Array> = {
  id: 'served-once',
  kind: 'always',
  title: 'No request is served by two machines.',
  begin: () => new Float64Array(REMEMBERED).fill(-1),
  sends: ['response'],
  sender: isServer,
  send(seen, world, from, _to, message, report) {
    const { id } = message as Answer;
    const place = id % REMEMBERED;
    if (seen[place] === id)
      report(`${world.nodes[from].id} serves request ${id}, which a machine had served before`);
    seen[place] = id;
  },
};

/** A balancer's targets by node number. */
function placesIn(balancer: Balancer): number[] {
  const places: number[] = [];
  balancer.options.targets.forEach((node, i) => (places[node] = i));
  return places;
}

const noneToEjected: LooseProperty<number[][]> = {
  id: 'none-to-ejected',
  kind: 'always',
  title: 'Nothing is sent to an ejected machine.',
  begin: (world) => world.nodes.map((n) => (isBalancer(n.id) ? placesIn(n as Balancer) : [])),
  sends: ['request'],
  sender: isBalancer,
  send(placeOf, world, from, to, _message, report) {
    const place = placeOf[from][to];
    if (place === undefined) return;
    const { volatile: pool } = world.nodes[from] as Balancer;
    if (pool.targets[place].state === 'ejected' && !pool.panicking) {
      report(
        `${world.nodes[from].id} sends a request to ${world.nodes[to].id}, which it has ejected`,
      );
    }
  },
};

const allAnswered: LooseProperty<null> = {
  id: 'all-answered',
  kind: 'eventually',
  title: 'When the load is over, every request has had an answer.',
  begin: () => null,
  end(_state, world, report) {
    const clients = world.nodes.filter((n) => n.id.startsWith('client-')) as NodeState<
      unknown,
      ClientTally
    >[];
    const silent = clients.reduce((n, c) => n + c.durable.timeouts, 0);
    if (silent > 0)
      report(
        `${silent} requests were never answered: their clients gave up and cannot know what happened`,
      );
  },
};

const loads = (world: World): { id: string; held: number }[] =>
  world.nodes
    .filter((n) => isServer(n.id) && n.mode.host === 'running')
    .map((n) => ({ id: n.id, held: held(n) }));

/** How much longer one queue is than another idle machine's before it is called unequal. */
const LONG_QUEUE = 20;

const unequalLoad: LooseProperty<{ count: number }> = {
  id: 'equal-counts-unequal-load',
  kind: 'sometimes',
  title: 'A machine has a long queue while another one is idle.',
  begin: () => ({ count: 0 }),
  sends: ['rejected', 'response'],
  sender: isServer,
  send(state, world, from, _to, _message, report) {
    // Every 64th answer is enough to see it, and costs a million requests nothing.
    if (state.count++ % 64 !== 0) return;
    const all = loads(world);
    const idle = all.find((s) => s.held === 0);
    const long = all.find((s) => s.held >= LONG_QUEUE);
    if (idle && long) report(`${long.id} holds ${long.held} requests while ${idle.id} has none`);
  },
};

/** Errors after which a share is worth judging. */
const ENOUGH = 200;

const sinkhole: LooseProperty<null> = {
  id: 'sinkhole',
  kind: 'sometimes',
  title: 'A machine that fails at once draws more than its share of the requests.',
  begin: () => null,
  sends: ['error'],
  sender: isServer,
  send(_state, world, from, _to, _message, report) {
    const servers = world.nodes.filter((n) => isServer(n.id)) as NodeState<unknown, ServerTally>[];
    const { errors } = (world.nodes[from] as NodeState<unknown, ServerTally>).durable;
    if (errors < ENOUGH || errors % 100 !== 0) return;
    const all = servers.reduce((n, s) => n + s.durable.received, 0);
    const share = (world.nodes[from] as NodeState<unknown, ServerTally>).durable.received / all;
    if (share > 1.2 / servers.length) {
      report(
        `${world.nodes[from].id} has drawn ${(100 * share).toFixed(1)} % of all requests and answered errors`,
      );
    }
  },
};

const overload: LooseProperty<null> = {
  id: 'overload',
  kind: 'sometimes',
  title: 'Requests are turned away because every queue in use is full.',
  begin: () => null,
  sends: ['rejected'],
  sender: isServer,
  send(_state, world, _from, _to, _message, report) {
    const cap = Number(world.settings.queueCap);
    const all = loads(world);
    if (all.every((s) => s.held >= cap * 0.8))
      report(`${all.length} machines, all with full queues`);
  },
};

export const properties: readonly Property[] = [
  accountedFor,
  servedOnce,
  noneToEjected,
  allAnswered,
  unequalLoad,
  sinkhole,
  overload,
] as readonly Property[];
