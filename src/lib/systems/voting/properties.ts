import { counted, properties as makers, type Property } from '../../sim';
import type { Decision } from './nodes/messages';
import type { VotingWorld } from './world';

const { eventually, never, seenOnce, sometimes } = makers<VotingWorld>();

const votesFor = (decision: Decision | null): number =>
  decision?.votes.filter((v) => v.value === decision.value).length ?? 0;

const noWrong = never('no-wrong', 'No wrong answer is accepted.', ({ wrong, decision }) => {
  if (wrong === 0) return null;
  const votes = votesFor(decision);
  return votes === 0
    ? 'a wrong answer is accepted, and no server voted for it'
    : `a wrong answer is accepted with ${counted(votes, 'vote')}`;
});

const oneVote = never('one-vote', 'Each server has one vote a question.', ({ double }) =>
  double === null ? null : `${double} was counted twice in one decision`,
);

const thisQuestion = never(
  'this-question',
  'Every counted vote answers this question.',
  ({ stray }) =>
    stray === null
      ? null
      : `${stray} answered an earlier question, and its ballot counts in this one`,
);

const answered = eventually({
  id: 'answered',
  title: 'The last question of every client gets an answer.',
  end(_state, { observed, at }, report) {
    const client = at.clients.find((_, i) => observed.last[i] === 'silent');
    if (client) report(`the last question of ${client.label} has no answer`);
  },
});

const outvoted = seenOnce('outvoted', 'A wrong vote is outvoted.', ({ outvoted: n }) =>
  n > 0 ? 'the right answer is accepted against a vote for another one' : null,
);

const noQuorum = seenOnce('no-quorum', 'No value gets enough votes.', ({ silent, decision }) =>
  silent > 0 && decision?.value === null && decision.votes.length > 0
    ? `${counted(decision.votes.length, 'vote')} came in, and no value has enough of them`
    : null,
);

const unanimous = seenOnce(
  'unanimous-wrong',
  'A wrong answer looks unanimous.',
  ({ unanimous: n, decision }) =>
    n > 0
      ? `a wrong answer gets ${counted(votesFor(decision), 'vote')}, and no vote is against it`
      : null,
);

const commonCause = seenOnce(
  'common-cause',
  'One bug makes two honest servers give the same wrong answer.',
  ({ twins }) => (twins > 0 ? 'two servers of one version give the same wrong answer' : null),
);

const voterForged = seenOnce(
  'voter-forged',
  'The voter reports what no server has voted for.',
  ({ forged }) => (forged > 0 ? 'every vote says something else than the answer' : null),
);

const voterDown = sometimes({
  id: 'voter-down',
  title: 'Every server is well and there is no answer, because the voter is down.',
  step(_state, { at, observed }, report) {
    if (at.voter?.mode.host !== 'crashed' || !observed.last.includes('silent')) return;
    if (at.servers.every(({ mode }) => mode.host === 'running' && mode.role === 'truthful'))
      report(
        `all ${counted(at.servers.length, 'server')} are well, and there is no answer without the voter`,
      );
  },
});

export const properties: readonly Property<VotingWorld>[] = [
  noWrong,
  oneVote,
  thisQuestion,
  answered,
  outvoted,
  noQuorum,
  unanimous,
  commonCause,
  voterForged,
  voterDown,
];
