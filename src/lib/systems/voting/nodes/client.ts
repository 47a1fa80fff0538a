import { nextUint32 } from '../../../sim';
import type { Behaviour, Handlers, Node, Out } from '../../../sim';
import type { Instant, Micros, NodeRef, Stream } from '../../../sim';
import { nodeMachine, off, well } from '../../../nodes/machine';
import { countBallot, endPoll, openPoll } from './ballot-box';
import type { BallotBox, JudgeKind, JudgeOptions } from './ballot-box';
import type { Ask, Ballot, Decision, Question, Verdict } from './messages';

export interface ClientOptions extends JudgeOptions {
  /** Who counts the votes; `null`: the client itself. */
  readonly voter: NodeRef | null;
  /** Time between two questions, µs, and before the first one. */
  readonly gap: Micros;
  readonly offset: Micros;
  readonly questions: number;
  /** After this long without a word from the voter there is no answer, µs. */
  readonly patience: Micros;
}

const machine = nodeMachine('voting-client', {
  asking: well('asks one question after another', { DONE: 'finished' }),
  finished: off('has nothing left to ask'),
});

/** A question that has no answer yet. */
interface Open {
  readonly input: number;
  readonly asked: Instant;
}

interface ClientKind {
  machine: typeof machine;
  volatile: { box: BallotBox; open: Map<number, Open>; inputs: Stream | null };
  /** What it noted of its questions: how many it asked and closed, and how the last one came out. */
  durable: {
    asked: number;
    closed: number;
    last: ({ readonly question: number; readonly input: number } & Decision) | null;
  };
  options: ClientOptions;
  takes: Ballot | Verdict;
  sends: Ask | Question;
  timers: JudgeKind['timers'] & { ask: undefined; patience: number };
  events: JudgeKind['events'];
  gauges: JudgeKind['gauges'];
  probes: 'answer';
}
type Client = Node<ClientKind>;
type ClientOut = Out<ClientKind>;

function askNext(node: Client, out: ClientOut): void {
  const { id, options, volatile: v, durable } = node;
  if (durable.asked >= options.questions) return finish(node, out);
  v.inputs ??= out.stream(`inputs:${id}`);
  const input = nextUint32(v.inputs);
  const no = ++durable.asked;
  v.open.set(no, { input, asked: out.instant() });
  if (options.voter === null) openPoll(v.box, options, no, input, out);
  else {
    out.send(options.voter, { type: 'question', question: no, input });
    out.after(options.patience, 'patience', no);
  }
  out.after(options.gap, 'ask');
}

/** An answer is taken for right: the client has no other way to know. */
function accept(node: Client, question: number, decision: Decision, out: ClientOut): void {
  const { volatile: v, durable } = node;
  const open = v.open.get(question);
  if (!open) return;
  v.open.delete(question);
  durable.closed++;
  durable.last = { question, input: open.input, ...decision };
  if (decision.value !== null) out.observeSince('answer', open.asked);
  finish(node, out);
}

function finish({ options, volatile: v, durable }: Client, out: ClientOut): void {
  if (durable.asked < options.questions || v.open.size > 0) return;
  out.become('DONE');
  out.done();
}

/** The voter said nothing in time. */
const NOTHING_HEARD: Decision = { value: null, agree: 0, against: 0, poll: 0, votes: [] };

const asking: Handlers<ClientKind> = {
  message(node, message, from, out) {
    if (message.type === 'verdict') return accept(node, message.question, message.decision, out);
    const closed = countBallot(node.volatile.box, node.options, message, from, out);
    if (closed) accept(node, closed.poll.no, closed.decision, out);
  },
  timer(node, name, no, out) {
    if (name === 'ask') return askNext(node, out);
    if (name === 'patience') return accept(node, no, NOTHING_HEARD, out);
    const closed = endPoll(node.volatile.box, no, out);
    if (closed) accept(node, no, closed.decision, out);
  },
};

/** Asks questions whose answers it cannot check, and accepts what enough servers agree on. */
export const client: Behaviour<ClientKind> = {
  kind: 'voting-client',
  machine,
  volatile: () => ({ box: new Map(), open: new Map(), inputs: null }),
  durable: () => ({ asked: 0, closed: 0, last: null }),
  start(node, out, again) {
    // Questions that were open before a crash are given up; their numbers are not used again.
    if (again) askNext(node, out);
    else out.after(node.options.offset, 'ask');
  },
  roles: { asking, finished: 'ignores' },
};
