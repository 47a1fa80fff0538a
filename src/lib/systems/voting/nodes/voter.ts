import type { Behaviour, Handlers, Node, NodeRef, Out } from '../../../sim';
import { fault, nodeMachine, well } from '../../../nodes/machine';
import { agreedLie } from './answers';
import { countBallot, endPoll, openPoll } from './ballot-box';
import type { BallotBox, Closed, JudgeKind, JudgeOptions } from './ballot-box';
import type { Ask, Ballot, Decision, Question, Verdict } from './messages';

const machine = nodeMachine('voter', {
  counting: well('reports what the votes say', { LIE: 'lying' }),
  lying: fault('reports a false value, whatever the votes say', { REFORM: 'counting' }),
});

interface Asker {
  readonly client: NodeRef;
  readonly question: number;
}

interface VoterKind {
  machine: typeof machine;
  volatile: { box: BallotBox; askers: Map<number, Asker> };
  /** Polls opened so far: a number that is used twice would let ballots of one poll count in another. */
  durable: { polls: number };
  options: JudgeOptions;
  takes: Question | Ballot;
  sends: Ask | Verdict;
  timers: JudgeKind['timers'];
  events: JudgeKind['events'];
  gauges: JudgeKind['gauges'];
}
type Voter = Node<VoterKind>;
type Report = (decision: Decision, input: number) => Decision;

/** Tells the client that asked. */
function tell(
  { volatile: v }: Voter,
  closed: Closed | null,
  report: Report,
  out: Out<VoterKind>,
): void {
  if (!closed) return;
  const { no, input } = closed.poll;
  const { client, question } = v.askers.get(no)!;
  v.askers.delete(no);
  out.send(client, { type: 'verdict', question, decision: report(closed.decision, input) });
}

const judging = (report: Report): Handlers<VoterKind> => ({
  message(node, message, from, out) {
    const { options, volatile: v, durable } = node;
    if (message.type === 'ballot')
      return tell(node, countBallot(v.box, options, message, from, out), report, out);
    const no = ++durable.polls;
    v.askers.set(no, { client: from, question: message.question });
    openPoll(v.box, options, no, message.input, out);
  },
  timer(node, _name, no, out) {
    tell(node, endPoll(node.volatile.box, no, out), report, out);
  },
  operate(_node, operation, _argument, out) {
    out.become(operation === 'lie' ? 'LIE' : 'REFORM');
  },
});

/** Counts the servers' votes for all clients. Nothing checks what it reports. */
export const voter: Behaviour<VoterKind> = {
  kind: 'voter',
  machine,
  volatile: () => ({ box: new Map(), askers: new Map() }),
  durable: () => ({ polls: 0 }),
  roles: {
    counting: judging((decision) => decision),
    lying: judging((decision, input) => ({ ...decision, value: agreedLie(input) })),
  },
  operations: [
    { id: 'lie', title: 'Start lying' },
    { id: 'reform', title: 'Be honest again' },
  ],
};
