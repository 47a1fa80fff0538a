import { uniform } from '../../../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRef, Out, Stream } from '../../../../sim';
import { nodeMachine, waiting, well } from '../../../../nodes/machine';
import { FAIL_FAST_AFTER, failFast } from '../../../../nodes/server/fail-fast';
import { conductOf, FIRST, type Conduct, type Service, type Version } from './changes';
import type { Get, Install, Installed, Reply } from './messages';
import { listOf, nameOf } from './people';

export interface InstanceOptions {
  readonly service: Service;
  /** From the order until the new version answers, µs. */
  readonly installTime: Micros;
  /** Planted: `last-wins` installs any order, however old; `page-number` counts pages of its own size. */
  readonly bug: 'none' | 'last-wins' | 'page-number';
}

/** On disk: what is installed, and the newest install order that was obeyed. */
interface InstanceDisk {
  version: Version;
  epoch: number;
}

interface Volatile {
  times: Stream | null;
  /** What the installed version does, worked out once. */
  conduct: Conduct | null;
  /** Being installed, and who has ordered it. */
  order: { readonly install: Install; readonly from: NodeRef } | null;
}

/** Times to work on a request are spread evenly over the fifth below their longest. */
const SPREAD = 0.2;

const machine = nodeMachine('users-instance', {
  serving: well('answers with the version it has', {
    INSTALL: 'installing',
    FAIL_FAST: 'failing',
  }),
  installing: waiting('the old version answers until the new one is ready', {
    INSTALLED: 'serving',
    FAIL_FAST: 'failing',
  }),
  failing: failFast('serving'),
});

interface InstanceKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: InstanceDisk;
  options: InstanceOptions;
  takes: Get | Install;
  sends: Reply | Installed;
  /** `ready`: the order with this epoch is installed. */
  timers: { answer: { readonly reply: Reply; readonly from: NodeRef }; ready: number };
  gauges: 'version';
}
export type Instance = Node<InstanceKind>;
type InstanceOut = Out<InstanceKind>;

/** The answer of a version to a request. */
function answer(get: Get, no: number, conduct: Conduct, o: InstanceOptions): Reply {
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

function work(node: Instance, get: Get, from: NodeRef, out: InstanceOut): void {
  const { options, durable, volatile: v } = node;
  const conduct = (v.conduct ??= conductOf(durable.version, options.service));
  const draw = uniform((v.times ??= out.stream(`times:${node.id}`)));
  const time = Math.round(conduct.p99 * (1 - SPREAD * draw));
  out.work(time, 'answer', { reply: answer(get, durable.version.no, conduct, options), from });
}

function onInstall(node: Instance, install: Install, from: NodeRef, out: InstanceOut): void {
  const { durable: disk, volatile: v, options } = node;
  const { epoch } = install;
  if (epoch < disk.epoch && options.bug !== 'last-wins')
    return out.note(`refuses order ${epoch}, which is older than ${disk.epoch}`);
  if (epoch === disk.epoch) return confirm(node, from, out);
  if (v.order && options.bug !== 'last-wins' && epoch <= v.order.install.epoch) return;
  v.order = { install, from };
  out.become('INSTALL');
  out.work(options.installTime, 'ready', epoch);
}

function confirm({ durable }: Instance, to: NodeRef, out: InstanceOut): void {
  out.send(to, { type: 'installed', epoch: durable.epoch });
}

function onReady(node: Instance, epoch: number, out: InstanceOut): void {
  const { durable: disk, volatile: v } = node;
  // An order that came later has taken its place.
  if (v.order?.install.epoch !== epoch) return;
  const { install, from } = v.order;
  disk.version = install.version;
  disk.epoch = epoch;
  v.order = v.conduct = null;
  out.gauge('version', disk.version.no);
  out.become('INSTALLED');
  confirm(node, from, out);
}

const timer: Handlers<InstanceKind>['timer'] = (node, name, data, out) => {
  if (name === 'ready') onReady(node, data, out);
  else out.send(data.from, data.reply);
};

/** The old version answers while a new one is installed, so both roles do the same: the one shows that an order is open. */
const serving: Handlers<InstanceKind> = {
  message(node, message, from, out) {
    if (message.type === 'get') work(node, message, from, out);
    else onInstall(node, message, from, out);
  },
  timer,
};

const failing: Handlers<InstanceKind> = {
  message(node, message, from, out) {
    if (message.type === 'install') return onInstall(node, message, from, out);
    const { no: version } = node.durable.version;
    const reply: Reply = { type: 'failed', id: message.id, status: 503, version };
    out.after(FAIL_FAST_AFTER, 'answer', { reply, from });
  },
  timer,
};

/** One process of the users service. It answers with the version on its disk, and installs what the pipeline orders. */
export const instance: Behaviour<InstanceKind> = {
  kind: 'users-instance',
  machine,
  volatile: () => ({ times: null, conduct: null, order: null }),
  durable: () => ({ version: FIRST, epoch: 0 }),
  start(node, out) {
    out.gauge('version', node.durable.version.no);
  },
  reconfigure(node) {
    node.volatile.conduct = null;
  },
  roles: { serving, installing: serving, failing },
};
