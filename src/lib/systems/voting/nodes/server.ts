import { exponential, nextUint32 } from '../../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRef, Out, Stream } from '../../../sim';
import { fault, nodeMachine, well } from '../../../nodes/machine';
import { agreedLie, answerOf, computed, type Bugs } from './answers';
import type { Ask, Ballot } from './messages';

/** What a server is told to be at the beginning. */
export type Honesty = 'honest' | 'lies' | 'colludes';

export interface ServerOptions {
  /** Mean time that an answer takes, µs; exponential. */
  readonly meanWork: Micros;
  /** Which version of the program it runs, from 0. */
  readonly version: number;
  readonly bugs: Bugs;
  readonly honesty: Honesty;
  /** How many versions there are: with one alone, none is named. */
  readonly versions: number;
}

const turns = { LIE: 'lying', COLLUDE: 'colluding', REFORM: 'truthful' } as const;

const machine = nodeMachine('voting-server', {
  truthful: well('answers what its program computes', turns),
  lying: fault('answers a false value of its own', turns),
  colluding: fault('answers the false value that colluding servers have agreed on', turns),
});

interface Job {
  readonly ask: Ask;
  readonly judge: NodeRef;
}

interface ServerKind {
  machine: typeof machine;
  volatile: { work: Stream | null; lies: Stream | null; honesty: Honesty; jobs: number };
  durable: { answered: number };
  options: ServerOptions;
  takes: Ask;
  sends: Ballot;
  timers: { computed: Job };
  gauges: 'version' | 'jobs';
}
type Server = Node<ServerKind>;
type ServerOut = Out<ServerKind>;

const TURNS = {
  honest: 'REFORM',
  lies: 'LIE',
  colludes: 'COLLUDE',
} as const satisfies Record<Honesty, keyof typeof turns>;

/** A false value of its own; nobody else comes to it but by chance. */
function ownLie({ id, volatile: v }: Server, input: number, out: ServerOut): number {
  v.lies ??= out.stream(`lies:${id}`);
  const value = nextUint32(v.lies);
  return value === answerOf(input) ? value ^ 1 : value;
}

function begin(
  { id, options, volatile: v }: Server,
  ask: Ask,
  judge: NodeRef,
  out: ServerOut,
): void {
  v.work ??= out.stream(`work:${id}`);
  const duration = Math.round(options.meanWork * exponential(v.work));
  out.work(duration, 'computed', { ask, judge });
  out.gauge('jobs', ++v.jobs);
}

/** The handlers of a role: all take their time, and what they answer then is their own. */
const answering = (
  valueOf: (server: Server, input: number, out: ServerOut) => number,
): Handlers<ServerKind> => ({
  message: begin,
  timer(node, _name, { ask: { poll, input }, judge }, out) {
    node.durable.answered++;
    out.gauge('jobs', --node.volatile.jobs);
    out.send(judge, { type: 'ballot', poll, input, value: valueOf(node, input, out) });
  },
  operate(_node, operation, _argument, out) {
    out.become(operation === 'lie' ? 'LIE' : operation === 'collude' ? 'COLLUDE' : 'REFORM');
  },
});

function show({ options: { version, versions } }: Server, out: ServerOut): void {
  out.gauge('version', versions > 1 ? version + 1 : 0);
}

/** Computes answers, any number of them side by side. What it answers is the business of its role. */
export const server: Behaviour<ServerKind> = {
  kind: 'voting-server',
  diskless: true,
  machine,
  volatile: ({ options }) => ({ work: null, lies: null, honesty: options.honesty, jobs: 0 }),
  durable: () => ({ answered: 0 }),
  start(node, out) {
    show(node, out);
    if (node.options.honesty !== 'honest') out.become(TURNS[node.options.honesty]);
  },
  reconfigure(node, out) {
    const { options, volatile: v } = node;
    show(node, out);
    // What was done to it by hand stays, unless it is this setting that has changed.
    if (options.honesty !== v.honesty) out.become(TURNS[options.honesty]);
    v.honesty = options.honesty;
  },
  roles: {
    truthful: answering(({ options }, input) => computed(input, options.version, options.bugs)),
    lying: answering(ownLie),
    colluding: answering((_node, input) => agreedLie(input)),
  },
  operations: [
    { id: 'lie', title: 'Start lying' },
    { id: 'collude', title: 'Start colluding' },
    { id: 'reform', title: 'Be honest again' },
  ],
};
