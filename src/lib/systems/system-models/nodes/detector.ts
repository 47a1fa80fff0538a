import type { Micros } from '../../../sim';
import type { Process, ProcessOut, ProcessOptions, Watched } from './kind';
import type { Heartbeat } from './messages';
import { broadcast } from './post';

/** Nobody has been heard of yet: the first heartbeat has a whole period more. */
export function freshWatch({ nodes }: ProcessOptions): Watched[] {
  return nodes.map(() => ({
    deadline: 0,
    newest: -1,
    early: [],
    suspected: false,
    armed: false,
    extra: 0,
  }));
}

/** Freshness points compare the sender's clock with this node's; the other rules count time since an arrival. */
const now = ({ options }: Process, out: ProcessOut): Micros =>
  options.rule === 'sent' ? out.clock() : out.monotonic();

/** Time left until the deadline, if any. A watch never fires early, and one that is due is not put off. */
function arm(node: Process, place: number, out: ProcessOut): void {
  const watched = node.volatile.watched[place];
  if (watched.armed) return;
  watched.armed = true;
  out.after(Math.max(0, watched.deadline - now(node, out)), 'watch', place);
}

/** Begins to watch all others. */
export function watchAll(node: Process, out: ProcessOut): void {
  const { rule, nodes, place, beat, timeout } = node.options;
  if (rule === 'none') return;
  node.volatile.watched.forEach((watched, i) => {
    if (i === place) return;
    watched.deadline = now(node, out) + beat + timeout;
    arm(node, i, out);
  });
  // Heartbeats are spread over the period; after a crash the first one is sent at once.
  const offset = Math.round((place * beat) / nodes.length);
  out.after(out.monotonic() > 0 ? 0 : offset, 'beat');
}

export function sendBeat(node: Process, out: ProcessOut): void {
  const { options, volatile: v } = node;
  if (options.rule === 'none') return;
  const sentAt = out.clock();
  broadcast(node, { type: 'heartbeat', sentAt, after: v.lastBeat }, out);
  v.lastBeat = sentAt;
  out.after(options.beat, 'beat');
}

/** As over one connection: what overtook another waits for it. Returns whether anything was handed on. */
function inOrder(watched: Watched, { sentAt, after }: Heartbeat): boolean {
  if (after === null) {
    watched.newest = Math.max(watched.newest, sentAt);
    watched.early = watched.early.filter((e) => e.after >= sentAt);
  } else if (sentAt > watched.newest) watched.early.push({ sentAt, after });
  const before = watched.newest;
  for (;;) {
    const next = watched.early.findIndex((e) => e.after === watched.newest || watched.newest < 0);
    if (next < 0) break;
    watched.newest = watched.early[next].sentAt;
    watched.early.splice(next, 1);
  }
  return watched.newest > before || after === null;
}

/** Whether a heartbeat counts by the rule. */
function counts({ options }: Process, watched: Watched, beat: Heartbeat): boolean {
  switch (options.rule) {
    case 'any':
      return true;
    case 'ordered':
      return inOrder(watched, beat);
    default: {
      const isNewer = beat.sentAt > watched.newest;
      watched.newest = Math.max(watched.newest, beat.sentAt);
      return isNewer;
    }
  }
}

/** A heartbeat has arrived. Returns true where it ends a suspicion. */
export function heard(node: Process, beat: Heartbeat, out: ProcessOut): boolean {
  const { options, volatile: v, durable } = node;
  const watched = v.watched[beat.by];
  if (options.rule === 'none' || !counts(node, watched, beat)) return false;
  const from = options.rule === 'sent' ? beat.sentAt : now(node, out);
  watched.deadline = Math.max(watched.deadline, from + options.timeout + watched.extra);
  if (watched.deadline <= now(node, out)) return false;
  if (!watched.suspected) return false;
  if (options.bug === 'never-withdraws') return false;
  watched.suspected = false;
  // It was a mistake: whoever is late once may be late again.
  watched.extra += options.adapt;
  durable.changes++;
  out.event('trusts', { place: beat.by });
  arm(node, beat.by, out);
  return true;
}

/** A watch has run out. Returns true where the node is suspected from now on. */
export function expired(node: Process, place: number, out: ProcessOut): boolean {
  const watched = node.volatile.watched[place];
  watched.armed = false;
  if (node.options.rule === 'none' || watched.suspected) return false;
  if (watched.deadline > now(node, out)) {
    arm(node, place, out);
    return false;
  }
  watched.suspected = true;
  node.durable.changes++;
  out.event('suspects', { place });
  return true;
}

export const suspects = ({ volatile: v }: Process, place: number): boolean =>
  v.watched[place].suspected;

/** How many it trusts, itself included. */
export const trusted = ({ volatile: v }: Process): number =>
  v.watched.filter((w) => !w.suspected).length;

/** It leads, as far as it knows: all that come before it are suspected. */
export function believesToLead({ options, volatile: v }: Process): boolean {
  return v.watched.every((w, place) => place <= options.place || w.suspected);
}
