import type { Behaviour, Handlers } from '../../../sim';
import { emptyShelf, wakeAt, warmUp } from './cache';
import { machine, type Crowd, type CrowdKind, type CrowdOut } from './crowd-kind';
import { NAMES } from './messages';
import { hear, lookUp, retry } from './resolving';

const resolving: Handlers<CrowdKind> = {
  message(node, message, from, out) {
    if (message.type !== 'lookup') return hear(node, message, from, out);
    const { name, resolver, asker, no } = message;
    lookUp(node, name, resolver, { from, asker, no }, out);
  },
  timer(node, timer, data, out) {
    const { name, resolver } = data;
    const shelf = node.volatile.shelves[name];
    if (timer === 'lookup') {
      shelf.wake[resolver] = null;
      return lookUp(node, name, resolver, null, out);
    }
    const open = shelf.open.get(resolver);
    if (open?.no === data.no) retry(node, name, resolver, open, out);
  },
};

/** Resolvers that join during a run start empty; those that leave look nothing up any more. */
function resize(node: Crowd, out: CrowdOut): void {
  const { options, volatile: v } = node;
  const { count } = options;
  for (let i = v.tld.length; i < count; i++) {
    v.tld.push(null);
    v.zone.push(null);
  }
  for (const name of NAMES) {
    const shelf = v.shelves[name];
    for (let i = shelf.copies.length; i < count; i++) {
      shelf.copies.push(null);
      shelf.failedUntil.push(0);
      shelf.wake.push(null);
      wakeAt(node, name, i, 0, out);
    }
    for (let i = count; i < shelf.wake.length; i++) {
      const timer = shelf.wake[i];
      if (timer !== null) out.cancel(timer);
      shelf.wake[i] = null;
    }
  }
}

/**
 * Many caching resolvers on one mark of the stage. Each has copies, delegations and lookups of its own; they share
 * nothing but the machine's life, so that a crash empties all of them.
 */
export const crowd: Behaviour<CrowdKind> = {
  kind: 'dns-resolvers',
  diskless: true,
  machine,
  volatile: ({ options: { count } }) => ({
    shelves: { www: emptyShelf(count), shop: emptyShelf(count) },
    tld: Array<null>(count).fill(null),
    zone: Array<null>(count).fill(null),
    draws: null,
  }),
  durable: () => ({ asked: 0, hits: 0, misses: 0, background: 0, failed: 0 }),
  start(node, out, again) {
    node.volatile.draws = out.stream(`${again ? 'restarted' : 'lookups'}:${node.id}`);
    warmUp(again ? { ...node, options: { ...node.options, warm: null } } : node, out);
  },
  reconfigure: resize,
  roles: { resolving, alone: resolving },
};
