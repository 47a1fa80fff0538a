import type { Behaviour, Handlers, NodeRef } from '../../../sim';
import { begin, onPatience, onSuspicion, receive, repeat, resume } from './agreement';
import { believesToLead, expired, freshWatch, heard, sendBeat, watchAll } from './detector';
import { machine, type Process, type ProcessKind, type ProcessOut } from './kind';
import { forge, forgeBeats, lieIn, lieTo } from './liar';
import type { Traffic } from './messages';

/** What was said is said again after this long without progress, µs. */
const REPEAT_AFTER = 500_000;

/** A message in another node's name is thrown away, unless nothing shows whose it is. The scheduler is the network itself. */
function isGenuine({ options }: Process, { by }: Traffic, from: NodeRef): boolean {
  return options.forgeable || from === options.scheduler || from === options.nodes[by];
}

function leadOrFollow(node: Process, out: ProcessOut): void {
  out.become(believesToLead(node) ? 'LEAD' : 'FOLLOW');
}

const honest: Handlers<ProcessKind> = {
  message(node, message, from, out) {
    if (!isGenuine(node, message, from)) return;
    if (message.type !== 'heartbeat') return receive(node, message, out);
    if (heard(node, message, out)) leadOrFollow(node, out);
  },
  timer(node, name, data, out) {
    switch (name) {
      case 'beat':
        return sendBeat(node, out);
      case 'watch':
        if (!expired(node, data, out)) return;
        leadOrFollow(node, out);
        return onSuspicion(node, data, out);
      case 'next':
        return begin(node, out);
      case 'patience':
        return onPatience(node, data.slot, data.round, out);
      default:
        repeat(node, out);
        out.after(REPEAT_AFTER, 'repeat');
    }
  },
  operate(node, _operation, _argument, out) {
    startLying(node, out);
  },
};

function startLying(node: Process, out: ProcessOut): void {
  out.become('LIE');
  if (node.durable.log.length < node.options.decisions) lieNext(node, out);
}

function lieNext(node: Process, out: ProcessOut): void {
  const slot = node.durable.log.length;
  if (node.options.forgeable) forge(node, slot, out);
  lieIn(node, slot, 0, out);
}

const lying: Handlers<ProcessKind> = {
  message(node, message, from, out) {
    if (isGenuine(node, message, from)) lieTo(node, message, out);
  },
  timer(node, name, _data, out) {
    if (name === 'beat') {
      sendBeat(node, out);
      if (node.options.forgeable) forgeBeats(node, out);
    } else if (name === 'next') lieNext(node, out);
  },
};

/** Watches the others by their heartbeats, and agrees with them on one value after another. */
export const process: Behaviour<ProcessKind> = {
  kind: 'system-models-process',
  machine,
  volatile: ({ options }) => ({
    watched: freshWatch(options),
    lastBeat: null,
    open: false,
    began: null,
    votes: {},
    known: 0,
    beyond: options.nodes.map(() => 0),
    decisions: options.nodes.map(() => null),
    patience: null,
    waits: 0,
    next: null,
    repeated: '',
  }),
  durable: () => ({
    log: [],
    round: 0,
    proposed: null,
    echoed: null,
    accepted: null,
    lock: null,
    changes: 0,
  }),
  start(node, out, again) {
    const { options, volatile: v, durable } = node;
    watchAll(node, out);
    if (believesToLead(node)) out.become('LEAD');
    if (options.decisions <= durable.log.length) return out.done();
    if (options.lies) return startLying(node, out);
    out.after(REPEAT_AFTER, 'repeat');
    if (again) resume(node, out);
    else v.next = out.after(options.gap, 'next');
  },
  roles: { following: honest, leading: honest, lying },
  operations: [{ id: 'lie', title: 'Start lying' }],
};
