import { eventReader, type Micros, type Trace } from '../../../sim';
import type { LabelledNodes } from '../../../views/labels';
import { answerOf, shortValue } from '../nodes/answers';
import type { Count } from '../nodes/messages';
import type { VotingWorld } from '../world';

const eventsOf = eventReader<VotingWorld>();

/** One server's part in one poll. */
export interface Bar {
  readonly server: number;
  readonly name: string;
  readonly poll: Poll;
  readonly from: Micros;
  /** When its ballot came; Infinity: never. */
  readonly to: Micros;
  readonly value: number | null;
  readonly isRight: boolean;
  /** Its vote was among those that decided; otherwise it came too late. */
  readonly counts: boolean;
}

export interface Poll {
  /** The node that counts, and its own number of the poll. */
  readonly judge: number;
  readonly no: number;
  readonly from: Micros;
  /** When it was decided or given up; Infinity: neither. */
  readonly to: Micros;
  readonly right: number;
  readonly count: Count | null;
}

export interface Chart {
  readonly polls: readonly Poll[];
  /** In order of their beginning. */
  readonly bars: readonly Bar[];
}

const keyOf = (judge: number, poll: number, server: number): string => `${judge} ${poll} ${server}`;

/** Reads from a trace who was asked when, what came back, and how each poll was decided. */
export function chartOf(trace: Trace, nodes: LabelledNodes): Chart {
  const closed = new Map(eventsOf(trace, 'decided').map((e) => [`${e.node} ${e.data.poll}`, e]));
  const ballots = new Map<string, { at: Micros; value: number; counts: boolean }>();
  for (const { at, node, name, data } of eventsOf(trace, 'counted', 'ignored')) {
    const key = keyOf(node, data.poll, data.server);
    if (!ballots.has(key)) ballots.set(key, { at, value: data.value, counts: name === 'counted' });
  }
  const servers = nodes.flatMap(({ id }, i) => (id.startsWith('server-') ? [i] : []));
  const polls: Poll[] = [];
  const bars: Bar[] = [];
  for (const { at: from, node: judge, data } of eventsOf(trace, 'opened')) {
    const end = closed.get(`${judge} ${data.poll}`);
    const right = answerOf(data.input);
    const poll = {
      judge,
      no: data.poll,
      from,
      to: end?.at ?? Infinity,
      right,
      count: end?.data ?? null,
    };
    polls.push(poll);
    for (const server of servers) {
      const ballot = ballots.get(keyOf(judge, data.poll, server));
      bars.push({
        server,
        name: nodes[server].label,
        poll,
        from,
        to: ballot?.at ?? Infinity,
        value: ballot?.value ?? null,
        isRight: ballot?.value === right,
        counts: ballot?.counts ?? false,
      });
    }
  }
  return { polls, bars };
}

/** What can be seen of a ballot at time t. A server that says nothing is missed once its poll is over. */
export type Look = 'waiting' | 'missing' | 'right' | 'wrong' | 'late-right' | 'late-wrong';

export function lookAt(bar: Bar, t: Micros): Look {
  if (bar.to > t) return bar.poll.to <= t ? 'missing' : 'waiting';
  const value = bar.isRight ? 'right' : 'wrong';
  return bar.counts ? value : `late-${value}`;
}

export const LOOKS: Readonly<Record<Look, string>> = {
  right: 'right, counted',
  wrong: 'wrong, counted',
  'late-right': 'right, too late to count',
  'late-wrong': 'wrong, too late to count',
  waiting: 'asked, no ballot yet',
  missing: 'no ballot before the poll was over',
};

/** Where a bar ends at time t: at its ballot, or with its poll where none comes. */
export const endAt = (bar: Bar, t: Micros): Micros =>
  Math.min(t, bar.to < Infinity ? bar.to : bar.poll.to);

/** A ballot in words: "server 2, question 7: 3F1, wrong, counted". */
export function barText(bar: Bar, t: Micros): string {
  const look = lookAt(bar, t);
  const value = bar.value === null || bar.to > t ? '' : `${shortValue(bar.value)}, `;
  return `${bar.name}, question ${bar.poll.no}: ${value}${LOOKS[look]}`;
}

export type Ending = 'open' | 'right' | 'wrong' | 'silent';

export function endingAt({ to, right, count }: Poll, t: Micros): Ending {
  if (to > t || count === null) return 'open';
  return count.value === null ? 'silent' : count.value === right ? 'right' : 'wrong';
}

/** How a poll stands or came out, in words. */
export function pollText(poll: Poll, t: Micros): string {
  const ending = endingAt(poll, t);
  if (ending === 'open') return `Question ${poll.no} is open.`;
  const { agree, against } = poll.count!;
  if (ending === 'silent')
    return `Question ${poll.no}: no answer, at most ${agree} of ${agree + against} votes match.`;
  return `Question ${poll.no}: ${agree} to ${against} for the ${ending} answer.`;
}

/** A stretch of time in which a bar of usual length takes `part` of the width. */
export function usualLength({ bars }: Chart, end: Micros, part: number): Micros {
  const times = bars.filter((b) => b.to < Infinity).map((b) => b.to - b.from);
  if (times.length === 0) return end;
  return Math.min(end, times.sort((a, b) => a - b)[times.length >> 1] / part);
}
