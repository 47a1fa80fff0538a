import {
  uniform,
  type LooseBehaviour,
  type LooseHandlers,
  type Message,
  type Micros,
  type NodeState,
  type LooseOut,
  type Stream,
} from '../../../../sim';
import { nodeMachine } from '../../../../nodes/machine';
import { conductOf, FIRST, type Conduct, type Service, type Version } from './changes';
import type { Failed, Get, Install, Installed, Reply } from './messages';
import { listOf, nameOf } from './people';

export interface InstanceOptions {
  readonly service: Service;
  /** From the order until the new version answers, µs. */
  readonly installTime: Micros;
  /** Planted: `last-wins` installs whatever comes, however old; `page-number` counts pages in its own size. */
  readonly bug: 'none' | 'last-wins' | 'page-number';
}

/** On disk: what is installed, and the newest order to install that was obeyed. */
export interface InstanceDisk {
  version: Version;
  epoch: number;
}

interface Volatile {
  times: Stream | null;
  /** What the installed version does, worked out once. */
  conduct: Conduct | null;
  /** Being installed. */
  order: Install | null;
  client: number;
}

export type Instance = NodeState<Volatile, InstanceDisk, InstanceOptions>;

/** Times to work on a request are spread evenly over the fifth below their longest. */
const SPREAD = 0.2;
const FAIL_FAST_AFTER = 1_000;

const machine = nodeMachine('users-instance', {
  initial: 'serving',
  states: {
    serving: {
      on: { INSTALL: 'installing', FAIL_FAST: 'failing' },
      description: 'answers with the version it has',
    },
    installing: {
      on: { INSTALLED: 'serving', FAIL_FAST: 'failing' },
      description: 'the old version answers until the new one is ready',
    },
    failing: { on: { RECOVER: 'serving' }, description: 'answers at once, with an error' },
  },
});

/** The answer of a version to a request. */
export function answer(get: Get, no: number, conduct: Conduct, o: InstanceOptions): Reply {
  const { service } = o;
  const head = { id: get.id, version: no };
  if (get.user > 0) {
    if (get.user <= service.users) {
      const user = { id: get.user, name: nameOf(get.user) };
      return { type: 'user', ...head, status: 200, user };
    }
    return conduct.unknown === 404
      ? { type: 'not-found', ...head, status: 404 }
      : { type: 'user', ...head, status: 200, user: null };
  }
  const order = get.cursor?.order ?? conduct.order;
  const size = get.limit > 0 ? get.limit : conduct.page;
  const { ids, names } = listOf(service.users, order);
  const given = get.cursor?.after ?? 0;
  const from = o.bug === 'page-number' ? given * size : given;
  const to = Math.min(ids.length, from + size);
  const after = o.bug === 'page-number' ? given + 1 : to;
  return {
    type: 'page',
    ...head,
    status: 200,
    fields: conduct.fields,
    ids: to - from === ids.length ? ids : ids.slice(from, to),
    names: to - from === ids.length ? names : names.slice(from, to),
    next: to < ids.length ? { order, after } : null,
  };
}

function work(node: Instance, get: Get, from: number, out: LooseOut): void {
  const { options, durable, volatile: v } = node;
  const conduct = (v.conduct ??= conductOf(durable.version, options.service));
  const draw = uniform((v.times ??= out.stream(`times:${node.id}`)));
  const time = Math.round(conduct.p99 * (1 - SPREAD * draw));
  const reply = answer(get, durable.version.no, conduct, options);
  out.work(time, 'answer', { reply, from });
}

function onInstall(node: Instance, order: Install, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  const isOld = options.bug !== 'last-wins' && order.epoch < disk.epoch;
  if (isOld) return out.note(`order ${order.epoch} is older than ${disk.epoch}: not obeyed`);
  if (order.epoch === disk.epoch) return confirm(node, from, out);
  if (v.order && options.bug !== 'last-wins' && order.epoch <= v.order.epoch) return;
  v.order = order;
  v.client = from;
  out.become('INSTALL');
  out.work(options.installTime, 'ready', order.epoch);
}

function confirm(node: Instance, to: number, out: LooseOut): void {
  out.send(to, { type: 'installed', epoch: node.durable.epoch } as Installed);
}

function onReady(node: Instance, epoch: number, out: LooseOut): void {
  const { durable: disk, volatile: v } = node;
  // An order that came later has taken its place.
  if (v.order?.epoch !== epoch) return;
  disk.version = v.order.version;
  disk.epoch = epoch;
  v.order = null;
  v.conduct = null;
  out.gauge('version', disk.version.no);
  out.become('INSTALLED');
  confirm(node, v.client, out);
}

function onTimer(node: Instance, name: string, data: unknown, out: LooseOut): void {
  if (name === 'ready') return onReady(node, data as number, out);
  const { reply, from } = data as { reply: Reply; from: number };
  out.send(from, reply);
}

const serving: LooseHandlers<Volatile, InstanceDisk, InstanceOptions> = {
  message(node, message, from, out) {
    if (message.type === 'get') work(node, message as Get, from, out);
    else if (message.type === 'install') onInstall(node, message as Install, from, out);
  },
  timer: onTimer,
};

const failing: LooseHandlers<Volatile, InstanceDisk, InstanceOptions> = {
  message(node, message: Message, from, out) {
    if (message.type === 'install') return onInstall(node, message as Install, from, out);
    if (message.type !== 'get') return;
    const { id } = message as Get;
    const reply: Failed = { type: 'failed', id, status: 503, version: node.durable.version.no };
    out.after(FAIL_FAST_AFTER, 'answer', { reply, from });
  },
  timer: onTimer,
};

/** One process of the users service. It answers with what is on its disk, and installs what the pipeline orders. */
export const instance: LooseBehaviour<Volatile, InstanceDisk, InstanceOptions> = {
  kind: 'users-instance',
  machine,
  volatile: () => ({ times: null, conduct: null, order: null, client: -1 }),
  durable: () => ({ version: FIRST, epoch: 0 }),
  start(node, out) {
    out.gauge('version', node.durable.version.no);
  },
  reconfigure(node) {
    node.volatile.conduct = null;
  },
  roles: { serving, installing: serving, failing },
};
