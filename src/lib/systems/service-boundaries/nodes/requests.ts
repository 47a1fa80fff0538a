import type { NodeRef } from '../../../sim';
import { bit, ENDPOINTS, entitiesIn } from './endpoints';
import type { Open, Process, ProcessOut, Waiting } from './kind';
import { leak } from './life';
import type { Request } from './messages';

export const ownsAll = ({ options }: Process, entities: number): boolean =>
  (entities & ~options.owns) === 0;
export const isPeer = ({ options }: Process, node: NodeRef): boolean =>
  options.peers.includes(node);

/** Asks for a part: of itself, or of the service that owns it. */
function ask(node: Process, id: number, open: Open, w: Waiting, out: ProcessOut): void {
  const { options, durable } = node;
  const left = Math.max(0, open.deadline - out.monotonic());
  const wait = options.bug === 'no-deadline' ? options.timeout : Math.min(options.timeout, left);
  w.attempt++;
  const { entities, attempt } = w;
  w.timer = out.after(wait, 'late', { id, entities });
  if (w.from === node.index) {
    const work = options.inProcess * entitiesIn(entities).length;
    const read = { type: 'read', id, entities, attempt, caller: null } as const;
    out.work(work, 'local', { read, life: durable.deaths });
  } else if (isPeer(node, w.from)) out.send(w.from, { type: 'call', id, entities, attempt });
}

/** Takes a client's request and asks for all of its parts at once. */
export function take(node: Process, request: Request, client: NodeRef, out: ProcessOut): void {
  const { options, volatile: v, durable } = node;
  const { id, endpoint, budget } = request;
  const { entities } = ENDPOINTS[endpoint];
  if (v.open.has(id)) return;
  if (!ownsAll(node, bit(entities[0]))) return fail(node, id, client, out);
  const needs = new Map<NodeRef, number>();
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
  const deadline = out.monotonic() + budget;
  const open: Open = { client, endpoint, deadline, waiting, parts: 0, missing: 0 };
  v.open.set(id, open);
  durable.taken[endpoint]++;
  durable.calls[endpoint] += waiting.length - 1;
  out.gauge('open', v.open.size);
  for (const w of waiting) ask(node, id, open, w, out);
}

export const waitingFor = (open: Open, entities: number): Waiting | undefined =>
  open.waiting.find((w) => w.entities === entities);

/** A part has come, perhaps when nobody waits for it any more. */
export function arrived(node: Process, id: number, entities: number, out: ProcessOut): void {
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
function settle(node: Process, id: number, open: Open, w: Waiting, out: ProcessOut): void {
  out.cancel(w.timer);
  open.waiting.splice(open.waiting.indexOf(w), 1);
  if (open.waiting.length > 0) return;
  close(node, id, out);
  node.durable.answered++;
  const degraded = open.missing !== 0 && node.options.bug !== 'unmarked';
  out.send(open.client, { type: 'answer', id, parts: open.parts, degraded });
}

function close(node: Process, id: number, out: ProcessOut): void {
  node.volatile.open.delete(id);
  out.gauge('open', node.volatile.open.size);
}

export function fail(node: Process, id: number, client: NodeRef, out: ProcessOut): void {
  node.durable.failed++;
  out.send(client, { type: 'failed', id });
}

/** A part did not come: asks again while the client still waits, does without, or gives up. */
export function miss(node: Process, id: number, open: Open, w: Waiting, out: ProcessOut): void {
  const { options } = node;
  const isInTime = options.bug === 'no-deadline' || out.monotonic() < open.deadline;
  if (w.attempt < options.attempts && isInTime) {
    node.durable.retries++;
    return ask(node, id, open, w, out);
  }
  without(node, id, open, w, out);
}

/** Goes on without a part: the answer has a gap where a fallback allows it, else the request fails. */
export function without(node: Process, id: number, open: Open, w: Waiting, out: ProcessOut): void {
  const { options } = node;
  const { entities, from, attempt } = w;
  const isLast = from !== node.index && attempt <= options.attempts;
  const store = isLast ? pastOwner(node, entities) : null;
  if (store !== null) {
    w.attempt = options.attempts + 1;
    w.timer = out.after(options.timeout, 'late', { id, entities });
    return out.send(store, { type: 'read', id, entities, attempt, caller: null });
  }
  if ((entities & ~options.fallbacks[open.endpoint]) === 0) {
    open.missing |= entities;
    return settle(node, id, open, w, out);
  }
  for (const each of open.waiting) out.cancel(each.timer);
  close(node, id, out);
  fail(node, id, open.client, out);
}

/** Where a wrong design gets what its call did not bring; `null`: a right one, or no link goes there any more. */
function pastOwner(node: Process, entities: number): NodeRef | null {
  const { bug, owner, store, stores } = node.options;
  if (bug === 'second-owner') return store;
  const [entity] = entitiesIn(entities);
  const isNear = owner[entity] === node.index || isPeer(node, owner[entity]);
  return bug === 'reads-store' && isNear ? stores[entity] : null;
}
