import { listed, properties as makers, sum, type NodeRef, type Property } from '../../sim';
import { bitsOf, DEPLOYMENTS, ENDPOINTS, ENTITIES, entitiesIn } from './nodes/endpoints';
import { isDown, processAt } from './processes';
import type { BoundariesWorld } from './world';

type W = BoundariesWorld;

const { always, eventually, sometimes } = makers<W>();

const PROCESSES = ['services', 'monolith'] as const;

const names = (entities: number): string => listed(entitiesIn(entities).map((e) => ENTITIES[e]));
const labelOf = (world: W, node: NodeRef): string => world.nodes[node].label;

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every request is answered, failed, given up or still open, exactly once per deployment.',
  delivers: ['answer'],
  receivers: ['clients'],
  deliver(_state, world, _from, _to, _message, report) {
    const { count, open, outcomes } = world.at.clients.durable;
    for (const deployment of DEPLOYMENTS) {
      const { ok, degraded, failed, unknown } = outcomes[deployment];
      const known = sum([...ok, ...degraded, ...failed, ...unknown]) + open[deployment].size;
      if (known !== count)
        report(`the clients sent ${count} requests, of which ${known} are closed or open`);
    }
  },
});

const ownStoreOnly = always({
  id: 'own-store-only',
  title: 'No service reads another service’s store.',
  sends: ['read'],
  senders: PROCESSES,
  send(_state, world, from, to, { entities }, report) {
    const { label, options } = processAt(world, from);
    if (to !== options.store)
      report(`${label} reads ${names(entities)} from ${labelOf(world, to)}, bypassing the owner`);
  },
});

const oneOwner = always({
  id: 'one-owner',
  title: 'Each entity is served by one service only.',
  sends: ['read'],
  senders: PROCESSES,
  send(_state, world, from, to, { entities }, report) {
    const { label, options } = processAt(world, from);
    const foreign = entities & ~options.owns;
    if (foreign !== 0 && to === options.store)
      report(`${label} serves ${names(foreign)}, which another service owns`);
  },
});

/** Requests under way that are told apart. */
const RING = 8192;

/** When the client of a request will have given up, as the service that took it can know. */
const noWorkForNobody = always({
  id: 'no-work-for-nobody',
  title: 'No service makes calls for a client that has given up.',
  begin: () => ({ id: new Float64Array(RING).fill(-1), deadline: new Float64Array(RING) }),
  delivers: ['request'],
  receivers: ['services'],
  deliver(state, world, _from, _to, message) {
    if (message.type !== 'request') return;
    const { id, budget } = message;
    state.id[id % RING] = id;
    state.deadline[id % RING] = world.now + budget;
  },
  sends: ['call'],
  senders: ['services'],
  send(state, world, from, to, message, report) {
    if (message.type !== 'call') return;
    const { id, attempt } = message;
    const late = world.now - state.deadline[id % RING];
    if (state.id[id % RING] === id && late > 0)
      report(
        `${labelOf(world, from)} calls ${labelOf(world, to)}, attempt ${attempt}, ${Math.ceil(late / 1000)} ms after the client has given up`,
      );
  },
});

const saysWhatIsMissing = always({
  id: 'says-what-is-missing',
  title: 'An answer with a gap says so.',
  delivers: ['answer'],
  receivers: ['clients'],
  deliver(_state, world, from, _to, { id, parts, degraded }, report) {
    if (degraded) return;
    const { open } = world.at.clients.durable;
    const asked = open.split.get(id) ?? open.monolith.get(id);
    if (!asked) return;
    const { title, entities } = ENDPOINTS[asked.endpoint];
    const lacking = bitsOf(entities) & ~parts;
    if (lacking !== 0)
      report(
        `${labelOf(world, from)} answers a request for a ${title} without ${names(lacking)}, without saying so`,
      );
  },
});

const allClosed = eventually({
  id: 'all-closed',
  title: 'Every request ends, answered or not.',
  end(_state, world, report) {
    const { durable: t, options, mode } = world.at.clients;
    if (mode.host !== 'running' || t.count < options.quota) return;
    const overdue = DEPLOYMENTS.flatMap((deployment) => [...t.open[deployment].values()]).some(
      ({ at }) => world.since(at) > options.patience,
    );
    if (overdue) report('a client is still waiting after its time-out');
  },
});

const draggedDown = sometimes({
  id: 'dragged-down',
  title: 'A healthy service fails a request because another service does not answer.',
  sends: ['failed'],
  senders: ['services'],
  send(_state, world, from, _to, { id }, report) {
    const process = processAt(world, from);
    const asked = world.at.clients.durable.open.split.get(id);
    if (asked && !isDown(process))
      report(
        `${process.label} fails a request for a ${ENDPOINTS[asked.endpoint].title} although it is healthy itself`,
      );
  },
});

const degradedAnswer = sometimes({
  id: 'degraded-answer',
  title: 'A request is answered with a gap that is marked.',
  sends: ['answer'],
  senders: ['services'],
  send(_state, world, from, _to, { degraded, parts }, report) {
    if (degraded) report(`${labelOf(world, from)} answers with ${names(parts)} only`);
  },
});

const allAtOnce = sometimes({
  id: 'all-at-once',
  title: 'The monolith is down, and requests that have nothing to do with the cause fail.',
  sends: ['request'],
  senders: ['clients'],
  send(_state, world, _from, to, { endpoint }, report) {
    const { monolith } = world.at;
    const { title, entities } = ENDPOINTS[endpoint];
    if (to === monolith.index && entities.length === 1 && isDown(monolith))
      report(`nobody takes a request for a ${title}, which needs only users`);
  },
});

const outOfMemory = sometimes({
  id: 'out-of-memory',
  title: 'A leak in one entity’s code kills a whole process.',
  sends: ['request'],
  senders: ['clients'],
  send(_state, world, _from, to, _message, report) {
    const { label, durable, options } = processAt(world, to);
    if (durable.starved > 0) report(`${label} was killed, with ${names(options.owns)} in it`);
  },
});

const lateAnswer = sometimes({
  id: 'late-answer',
  title: 'A call is answered after the caller has stopped waiting.',
  delivers: ['part'],
  receivers: ['services'],
  deliver(_state, world, from, to, { id, entities }, report) {
    const { label, volatile } = processAt(world, to);
    if (!volatile.open.get(id)?.waiting.some((w) => w.entities === entities))
      report(`${labelOf(world, from)} worked for ${label}, which had stopped waiting`);
  },
});

export const properties: readonly Property<W>[] = [
  accountedFor,
  ownStoreOnly,
  oneOwner,
  noWorkForNobody,
  saysWhatIsMissing,
  allClosed,
  draggedDown,
  degradedAnswer,
  allAtOnce,
  outOfMemory,
  lateAnswer,
];
