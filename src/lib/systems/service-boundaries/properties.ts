import { DEPLOYMENTS } from './nodes/callers';
import { ENDPOINTS, ENTITIES, bitsOf, entitiesIn } from './nodes/endpoints';
import type { Answer, Call, Part, Read, Request } from './nodes/messages';
import type { Process } from './nodes/process-options';
import type { LooseProperty, Property, World } from '../../sim';
import { accountedFor, clientsOf, isDown } from './books';
import { MONOLITH_PLACE, processAt, storeOf } from './topology';

const isService = (id: string): boolean => id.startsWith('service-');
const isProcess = (id: string): boolean => isService(id) || id === 'monolith';
const isClients = (id: string): boolean => id === 'clients';

function names(entities: number): string {
  const list = entitiesIn(entities).map((e) => ENTITIES[e]);
  const last = list.pop();
  return list.length === 0 ? String(last) : `${list.join(', ')} and ${last}`;
}

const ownStoreOnly: LooseProperty<null> = {
  id: 'own-store-only',
  kind: 'always',
  title: 'No service reads another service’s store.',
  begin: () => null,
  sends: ['read'],
  sender: isProcess,
  send(_state, world, from, to, message, report) {
    if (to === storeOf(from)) return;
    const [who, whose] = [world.nodes[from].id, world.nodes[to].id];
    report(`${who} reads ${names((message as Read).entities)} from ${whose}, past its owner`);
  },
};

const oneOwner: LooseProperty<null> = {
  id: 'one-owner',
  kind: 'always',
  title: 'Each entity is served by one service alone.',
  begin: () => null,
  sends: ['read'],
  sender: isProcess,
  send(_state, world, from, to, message, report) {
    const process = world.nodes[from] as Process;
    const foreign = (message as Read).entities & ~process.options.owns;
    if (foreign === 0 || to !== storeOf(from)) return;
    report(`${process.id} serves ${names(foreign)}, which another service owns`);
  },
};

const RING = 8192;

/** When the client of a request will have given up, as the service that took it can know. */
const noWorkForNobody: LooseProperty<{ id: Float64Array; deadline: Float64Array }> = {
  id: 'no-work-for-nobody',
  kind: 'always',
  title: 'No service makes a call for a client that has given up.',
  begin: () => ({ id: new Float64Array(RING).fill(-1), deadline: new Float64Array(RING) }),
  delivers: ['request'],
  receiver: isService,
  deliver(state, world, _from, _to, message) {
    const { id, budget } = message as Request;
    state.id[id % RING] = id;
    state.deadline[id % RING] = world.now + budget;
  },
  sends: ['call'],
  sender: isService,
  send(state, world, from, to, message, report) {
    const { id, attempt } = message as Call;
    const late = world.now - state.deadline[id % RING];
    if (state.id[id % RING] !== id || late <= 0) return;
    const [who, whom] = [world.nodes[from].id, world.nodes[to].id];
    report(
      `${who} calls ${whom} for the ${ordinal(attempt)} time, ${Math.ceil(late / 1000)} ms after the client has gone`,
    );
  },
};

const ordinal = (n: number): string => ['first', 'second', 'third', 'fourth'][n - 1] ?? `${n}th`;

const saysWhatIsMissing: LooseProperty<null> = {
  id: 'says-what-is-missing',
  kind: 'always',
  title: 'An answer that lacks a part says so.',
  begin: () => null,
  delivers: ['answer'],
  receiver: isClients,
  deliver(_state, world, from, _to, message, report) {
    const { id, parts, degraded } = message as Answer;
    if (degraded) return;
    const { open } = clientsOf(world).durable;
    const asked = DEPLOYMENTS.map((d) => open[d].get(id)).find((each) => each !== undefined);
    if (!asked) return;
    const { title, entities } = ENDPOINTS[asked.endpoint];
    const lacking = bitsOf(entities) & ~parts;
    if (lacking !== 0)
      report(`${world.nodes[from].id} answers a ${title} without ${names(lacking)}, as if whole`);
  },
};

const allClosed: LooseProperty<null> = {
  id: 'all-closed',
  kind: 'eventually',
  title: 'Every request comes to an end, answered or not.',
  begin: () => null,
  end(_state, world, report) {
    const { durable: t, options, mode } = clientsOf(world);
    const isOver = mode.host === 'running' && t.count >= options.quota;
    for (const open of t.open)
      for (const { at } of isOver ? open.values() : [])
        if (world.now - at > options.patience) return report('a client waits for ever');
  },
};

const draggedDown: LooseProperty<null> = {
  id: 'dragged-down',
  kind: 'sometimes',
  title: 'A service that is well fails a request because another one is not.',
  begin: () => null,
  sends: ['failed'],
  sender: isService,
  send(_state, world, from, _to, message, report) {
    const process = world.nodes[from] as Process;
    if (isDown(process)) return;
    const { id } = message as Answer;
    const asked = clientsOf(world).durable.open[0].get(id);
    if (asked)
      report(
        `${process.id} gives up a ${ENDPOINTS[asked.endpoint].title}, and is itself all right`,
      );
  },
};

const degradedAnswer: LooseProperty<null> = {
  id: 'degraded-answer',
  kind: 'sometimes',
  title: 'A request is answered without a part, and says so.',
  begin: () => null,
  sends: ['answer'],
  sender: isService,
  send(_state, world, from, _to, message, report) {
    const { degraded, parts } = message as Answer;
    if (degraded) report(`${world.nodes[from].id} answers with ${names(parts)} alone`);
  },
};

const allAtOnce: LooseProperty<null> = {
  id: 'all-at-once',
  kind: 'sometimes',
  title: 'The monolith is down, and with it what had no part in it.',
  begin: () => null,
  sends: ['request'],
  sender: isClients,
  send(_state, world, _from, to, message, report) {
    const { endpoint } = message as Request;
    if (to !== processAt(MONOLITH_PLACE) || ENDPOINTS[endpoint].entities.length > 1) return;
    if (isDown(world.nodes[to] as Process))
      report(`a ${ENDPOINTS[endpoint].title}, which needs Users alone, finds nobody`);
  },
};

const outOfMemory: LooseProperty<null> = {
  id: 'out-of-memory',
  kind: 'sometimes',
  title: 'A leak in one entity’s code ends a whole process.',
  begin: () => null,
  sends: ['request'],
  sender: isClients,
  send(_state, world, _from, to, _message, report) {
    const process = world.nodes[to] as Process;
    if (process.durable.starved > 0)
      report(`${process.id} was killed, with ${names(process.options.owns)} in it`);
  },
};

const lateAnswer: LooseProperty<null> = {
  id: 'late-answer',
  kind: 'sometimes',
  title: 'A call is answered when nobody waits for it any more.',
  begin: () => null,
  delivers: ['part'],
  receiver: isService,
  deliver(_state, world: World, from, to, message, report) {
    const { id, entities } = message as Part;
    const open = (world.nodes[to] as Process).volatile.open.get(id);
    if (open?.waiting.some((w) => w.entities === entities)) return;
    report(`${world.nodes[from].id} worked for ${world.nodes[to].id}, which had gone on without`);
  },
};

export const properties: readonly Property[] = [
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
] as readonly Property[];
