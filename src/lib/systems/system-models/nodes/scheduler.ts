import { logNormal } from '../../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRefs, Out } from '../../../sim';
import { fault, nodeMachine, waiting, well } from '../../../nodes/machine';
import type { Traffic } from './messages';
import { coordinatorOf } from './votes';

export type Policy = 'drawn' | 'adversary' | 'by-hand';

export interface SchedulerOptions {
  readonly nodes: NodeRefs;
  readonly policy: Policy;
  /** Delays: log-normal, at most `bound`, µs; `null`: without a bound. */
  readonly median: Micros;
  readonly sigma: number;
  readonly bound: Micros | null;
  readonly quorum: number;
  /** A message in another node's name is thrown away. */
  readonly authentic: boolean;
}

const turns = { DRAW: 'drawing', STALL: 'adversary', ASK: 'by-hand' } as const;

const machine = nodeMachine('scheduler', {
  drawing: well('draws how long each message takes', turns),
  adversary: fault(
    'holds what a coordinator sends until it is too late, and then delivers it',
    turns,
  ),
  'by-hand': waiting('delivers what the reader picks', turns),
});

interface Held {
  readonly no: number;
  readonly message: Traffic;
  readonly since: Micros;
  /** It has its time already. */
  readonly drawn: boolean;
}

interface SchedulerKind {
  machine: typeof machine;
  volatile: {
    held: Held[];
    taken: number;
    /** How long it has held the message that it held longest, µs. */
    longest: Micros;
    /** The slot that is fought over, whether its vote has begun, and the round that each node is in. */
    slot: number;
    open: boolean;
    rounds: number[];
    /** Who knows what was decided. */
    knows: boolean[];
  };
  options: SchedulerOptions;
  takes: Traffic;
  sends: Traffic;
  timers: { due: number };
  events: {
    holds: { readonly no: number; readonly message: Traffic };
    passes: { readonly no: number };
  };
  gauges: 'held';
}
type Scheduler = Node<SchedulerKind>;
type SchedulerOut = Out<SchedulerKind>;

/** Nothing that the adversary lets through takes longer than this, µs. */
const PROMPT = 5_000;

function pass({ options, volatile: v }: Scheduler, no: number, out: SchedulerOut): void {
  const i = v.held.findIndex((h) => h.no === no);
  if (i < 0) return;
  const [{ message, since }] = v.held.splice(i, 1);
  v.longest = Math.max(v.longest, out.monotonic() - since);
  out.event('passes', { no });
  out.gauge('held', v.held.length);
  out.send(message.to, message);
  if (message.type === 'decision' && message.slot === v.slot)
    v.knows[options.nodes.indexOf(message.to)] = true;
}

function delay({ options }: Scheduler, out: SchedulerOut): Micros {
  const time = logNormal(out.stream('delays'), options.median, options.sigma);
  return Math.round(Math.min(time, options.bound ?? 3600e6));
}

/** Draws a time for whatever has none. */
function drawAll(node: Scheduler, out: SchedulerOut): void {
  const { volatile: v } = node;
  v.held = v.held.map((held) => {
    if (!held.drawn) out.after(delay(node, out), 'due', held.no);
    return { ...held, drawn: true };
  });
}

function noteRound({ volatile: v }: Scheduler, message: Traffic): void {
  if (message.type === 'heartbeat' || message.slot < v.slot) return;
  if (message.slot > v.slot) {
    v.slot = message.slot;
    v.rounds.fill(0);
    v.knows.fill(false);
  }
  v.open = true;
  if (message.type === 'decision') v.knows[message.by] = true;
  else v.rounds[message.by] = Math.max(v.rounds[message.by], message.round);
}

/** A coordinator is kept apart until so many have left its round, or know the outcome, that the rest is no quorum. */
function isKeptApart({ options, volatile: v }: Scheduler, place: number): boolean {
  const n = options.nodes.length;
  const round = v.rounds[place];
  if (!v.open || coordinatorOf(round, n) !== place) return false;
  const gone = v.rounds.filter((r, i) => i !== place && (r > round || v.knows[i])).length;
  return gone <= Math.min(n - options.quorum, n - 2);
}

/** Holds what may lead to a decision, and lets go of all the rest. */
function stall(node: Scheduler, out: SchedulerOut): void {
  const { volatile: v } = node;
  v.held = v.held.map((held) => {
    if (held.drawn || isKeptApart(node, held.message.by)) return held;
    out.after(PROMPT, 'due', held.no);
    return { ...held, drawn: true };
  });
}

const taking = (then: (node: Scheduler, out: SchedulerOut) => void): Handlers<SchedulerKind> => ({
  message(node, message, from, out) {
    const { options, volatile: v } = node;
    if (options.authentic && options.nodes[message.by] !== from) return;
    noteRound(node, message);
    const no = ++v.taken;
    v.held.push({ no, message, since: out.monotonic(), drawn: false });
    out.event('holds', { no, message });
    out.gauge('held', v.held.length);
    then(node, out);
  },
  timer: (node, _name, no, out) => pass(node, no, out),
  operate(node, operation, argument, out) {
    if (operation === 'deliver') return pass(node, Number(argument), out);
    if (operation === 'draw') {
      out.become('DRAW');
      drawAll(node, out);
    } else if (operation === 'stall') {
      out.become('STALL');
      stall(node, out);
    } else out.become('ASK');
  },
});

const TURNS = { drawn: 'DRAW', adversary: 'STALL', 'by-hand': 'ASK' } as const;

/** Every message goes through it, and it decides when each arrives. It can neither lose nor forge any. */
export const scheduler: Behaviour<SchedulerKind> = {
  kind: 'scheduler',
  diskless: true,
  machine,
  volatile: ({ options }) => ({
    held: [],
    taken: 0,
    longest: 0,
    slot: 0,
    open: false,
    rounds: options.nodes.map(() => 0),
    knows: options.nodes.map(() => false),
  }),
  durable: () => null,
  start({ options }, out) {
    out.become(TURNS[options.policy]);
  },
  roles: {
    drawing: taking(drawAll),
    adversary: taking(stall),
    'by-hand': taking(() => undefined),
  },
  operations: [
    { id: 'draw', title: 'Draw the delays' },
    { id: 'stall', title: 'Be the adversary' },
    { id: 'ask', title: 'Let me pick' },
    { id: 'deliver', title: 'Deliver a message', argument: 'number of the message' },
  ],
};
