import { observer as makeObserver, type World } from '../../sim';
import { fact } from '../drawn';
import { answerOf } from './nodes/answers';
import type { Ballot, Decision } from './nodes/messages';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;
type Client = Bare['at']['clients'][number];

export type Outcome = 'right' | 'wrong' | 'silent';

/** What only somebody knows who can tell right from wrong. No node reads it. */
export interface Observed {
  /** Questions by how they came out. */
  right: number;
  wrong: number;
  silent: number;
  /** Right ones against some counted votes, and wrong ones without any vote against. */
  outvoted: number;
  unanimous: number;
  /** Wrong answers by a voter whose votes said something else. */
  forged: number;
  /** False ballots in all, and pairs of matching ones by servers that only run the same program. */
  wrongVotes: number;
  twins: number;
  lastAnsweredAt: number;
  /** By client: questions that were judged so far, and how the last one came out. */
  readonly seen: number[];
  readonly last: (Outcome | null)[];
  readonly wrongOf: number[];
  readonly silentOf: number[];
  /** By client: which of the two the stage counts, the last that there was. A third line is all there is room for. */
  readonly told: (Exclude<Outcome, 'right'> | null)[];
  /** The last decision of all. */
  decision: Decision | null;
  /** A certificate that holds two votes of one server, or a vote that was cast in another poll. */
  double: string | null;
  stray: string | null;
  /** The last false ballot of an honest server, and whether a server's last ballot was false. */
  bug: { readonly judge: number; readonly ballot: Ballot } | null;
  readonly false: Record<number, boolean>;
}

const begin = ({ at }: Bare): Observed => ({
  right: 0,
  wrong: 0,
  silent: 0,
  outvoted: 0,
  unanimous: 0,
  forged: 0,
  wrongVotes: 0,
  twins: 0,
  lastAnsweredAt: 0,
  seen: at.clients.map(() => 0),
  last: at.clients.map(() => null),
  wrongOf: at.clients.map(() => 0),
  silentOf: at.clients.map(() => 0),
  told: at.clients.map(() => null),
  decision: null,
  double: null,
  stray: null,
  bug: null,
  false: {},
});

/** Looks through the votes of a decision for what must not be among them. */
function audit(seen: Observed, world: Bare, { poll, votes }: Decision): void {
  for (const [i, { server, castIn }] of votes.entries()) {
    const { label } = world.nodes[server];
    if (votes.findIndex((v) => v.server === server) < i) seen.double ??= label;
    if (castIn !== poll) seen.stray ??= label;
  }
}

function judged(seen: Observed, world: Bare, { durable }: Client): Outcome {
  const decision = durable.last!;
  const { value, agree, against, votes } = decision;
  audit(seen, world, decision);
  seen.decision = decision;
  if (value === null) {
    seen.silent++;
    return 'silent';
  }
  seen.lastAnsweredAt = world.now;
  if (value === answerOf(decision.input)) {
    seen.right++;
    if (against > 0) seen.outvoted++;
    return 'right';
  }
  seen.wrong++;
  if (votes.every((v) => v.value !== value)) seen.forged++;
  else if (against === 0 && agree > 1) seen.unanimous++;
  return 'wrong';
}

/** Two honest servers that give one false answer have one bug. */
function noteBug(seen: Observed, judge: number, ballot: Ballot): void {
  const { bug } = seen;
  if (bug?.judge === judge && bug.ballot.poll === ballot.poll && bug.ballot.value === ballot.value)
    seen.twins++;
  seen.bug = { judge, ballot };
}

export const observer = makeObserver<Bare>()({
  facts: {
    wrong: fact.count('wrong', {
      tag: 'fault',
      text: (n) => (n > 0 ? `wrong: ${n}` : ''),
      says: (n) => `wrong answers that it accepted: ${n}`,
    }),
    silent: fact.count('no answer', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `no answer: ${n}` : ''),
      says: (n) => `questions without an answer by the deadline: ${n}`,
    }),
    false: fact.badge('wrong vote', {
      tag: 'fault',
      says: () => 'its last ballot held a false value',
    }),
  },
  begin,
  sends: ['ballot'],
  senders: ['servers'],
  send(seen, world, from, to, ballot, show) {
    if (ballot.type !== 'ballot') return;
    const isFalse = ballot.value !== answerOf(ballot.input);
    if (isFalse !== (seen.false[from] ?? false)) show(from, 'false', isFalse ? 1 : 0);
    seen.false[from] = isFalse;
    if (!isFalse) return;
    seen.wrongVotes++;
    if (world.as('servers', from).mode.role === 'truthful') noteBug(seen, to, ballot);
  },
  step(seen, world, show) {
    world.at.clients.forEach((client, i) => {
      const { closed, last } = client.durable;
      if (closed === seen.seen[i]) return;
      seen.seen[i] = closed;
      if (!last) return;
      const outcome = judged(seen, world, client);
      seen.last[i] = outcome;
      if (outcome === 'right') return;
      const { told } = seen;
      if (told[i] !== null && told[i] !== outcome) show(client.index, told[i], 0);
      told[i] = outcome;
      const counts = outcome === 'wrong' ? seen.wrongOf : seen.silentOf;
      show(client.index, outcome, ++counts[i]);
    });
  },
});
