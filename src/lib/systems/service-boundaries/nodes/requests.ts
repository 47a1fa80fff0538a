import type { LooseOut } from '../../../sim';
import { bit, ENDPOINTS, entitiesIn } from './endpoints';
import { leak } from './life';
import type { Answer, Call, Failed, Read, Request } from './messages';
import type { Open, Process, Waiting } from './process-options';

/** Work within the process: for a request of its own (caller −1), or for a call. `life` tells a dead one's apart. */
export interface Local {
  readonly read: Read;
  readonly life: number;
}
export interface Late {
  readonly id: number;
  readonly entities: number;
}

export const ownsAll = ({ options }: Process, entities: number): boolean =>
  (entities & ~options.owns) === 0;
export const isPeer = ({ options }: Process, node: number): boolean => options.peers.includes(node);

/** Asks for a part: of itself, or of the service that owns it. */
function ask(node: Process, id: number, open: Open, w: Waiting, out: LooseOut): void {
  const { options, durable } = node;
  const left = Math.max(0, open.deadline - out.clock());
  const wait = options.bug === 'no-deadline' ? options.timeout : Math.min(options.timeout, left);
  w.attempt++;
  w.timer = out.after(wait, 'late', { id, entities: w.entities } satisfies Late);
  if (w.from === node.index) {
    const { entities, attempt } = w;
    const read: Read = { type: 'read', id, entities, attempt, caller: -1 };
    const work = options.inProcess * entitiesIn(entities).length;
    out.work(work, 'local', { read, life: durable.deaths } satisfies Local);
  } else if (isPeer(node, w.from)) {
    const { entities, attempt } = w;
    out.send(w.from, { type: 'call', id, endpoint: open.endpoint, entities, attempt } as Call);
  }
}

export function take(node: Process, request: Request, client: number, out: LooseOut): void {
  const { options, volatile: v, durable } = node;
  const { id, endpoint, budget } = request;
  const { entities } = ENDPOINTS[endpoint];
  if (v.open.has(id)) return;
  if (!ownsAll(node, bit(entities[0]))) return fail(node, id, client, out);
  const needs = new Map<number, number>();
  for (const e of entities) {
    const owner = options.owner[e];
    needs.set(owner, (needs.get(owner) ?? 0) | bit(e));
  }
  if (leak(node, needs.get(node.index) ?? 0, out)) return;
  const waiting = [...needs].map(([from, bits]) => ({
    from,
    entities: bits,
    attempt: 0,
    timer: -1,
  }));
  const deadline = out.clock() + budget;
  const open: Open = { client, endpoint, deadline, waiting, parts: 0, missing: 0 };
  v.open.set(id, open);
  durable.taken[endpoint]++;
  durable.calls[endpoint] += waiting.length - 1;
  out.gauge('open', v.open.size);
  for (const w of waiting) ask(node, id, open, w, out);
}

export const waitingFor = (open: Open, entities: number): Waiting | undefined =>
  open.waiting.find((w) => w.entities === entities);

export function arrived(node: Process, id: number, entities: number, out: LooseOut): void {
  const open = node.volatile.open.get(id);
  const w = open && waitingFor(open, entities);
  if (!w) {
    node.durable.late++;
    return;
  }
  open.parts |= entities;
  settle(node, id, open, w, out);
}

/** One part less to wait for, and an answer when it was the last. */
function settle(node: Process, id: number, open: Open, w: Waiting, out: LooseOut): void {
  out.cancel(w.timer);
  open.waiting.splice(open.waiting.indexOf(w), 1);
  if (open.waiting.length > 0) return;
  close(node, id, out);
  node.durable.answered++;
  const degraded = open.missing !== 0 && node.options.bug !== 'unmarked';
  out.send(open.client, { type: 'answer', id, parts: open.parts, degraded } as Answer);
}

function close(node: Process, id: number, out: LooseOut): void {
  node.volatile.open.delete(id);
  out.gauge('open', node.volatile.open.size);
}

export function fail(node: Process, id: number, client: number, out: LooseOut): void {
  node.durable.failed++;
  out.send(client, { type: 'failed', id } as Failed);
}

/** A part did not come: ask again while somebody still waits for the answer, or do without, or give up. */
export function miss(node: Process, id: number, open: Open, w: Waiting, out: LooseOut): void {
  const { options } = node;
  const isInTime = options.bug === 'no-deadline' || out.clock() < open.deadline;
  if (w.attempt < options.attempts && isInTime) {
    node.durable.retries++;
    return ask(node, id, open, w, out);
  }
  without(node, id, open, w, out);
}

export function without(node: Process, id: number, open: Open, w: Waiting, out: LooseOut): void {
  const { options } = node;
  const { entities, from, attempt } = w;
  const isWrong = options.bug === 'reads-store' || options.bug === 'second-owner';
  if (isWrong && from !== node.index && attempt <= options.attempts) {
    const store = options.bug === 'reads-store' ? storeOf(node, entities) : options.store;
    w.attempt = options.attempts + 1;
    w.timer = out.after(options.timeout, 'late', { id, entities } satisfies Late);
    return out.send(store, { type: 'read', id, entities, attempt, caller: -1 } as Read);
  }
  if ((entities & ~options.fallbacks[open.endpoint]) === 0) {
    open.missing |= entities;
    return settle(node, id, open, w, out);
  }
  for (const each of open.waiting) out.cancel(each.timer);
  close(node, id, out);
  fail(node, id, open.client, out);
}

const storeOf = ({ options }: Process, entities: number): number =>
  options.stores[entitiesIn(entities)[0]];
