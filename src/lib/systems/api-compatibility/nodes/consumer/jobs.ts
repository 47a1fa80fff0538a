import { below, chance } from '../../../../sim';
import type { Get, Reply } from '../users-api/messages';
import type { Consumer, ConsumerOut, Job } from './kind';
import type { Result } from './messages';
import { accountFor, missingMembers, profile } from './programs';

/** Web asks for pages of this many users. */
const WEB_LIMIT = 250;
/** Share of look-ups that ask for somebody who does not exist. */
const GHOSTS = 0.1;

const list = (about: Job['about'], limit: number): Job => ({
  about,
  user: 0,
  limit,
  ids: [],
  versions: [],
});

function lookUp(node: Consumer, about: Job['about'], out: ConsumerOut): Job {
  const { users } = node.options;
  const random = out.stream(`users:${node.id}`);
  const isGhost = chance(random, GHOSTS);
  const user = 1 + below(random, users) + (isGhost ? users : 0);
  return { ...list(about, 0), user };
}

/** What the program has to do next. */
export function nextJob(node: Consumer, out: ConsumerOut): Job {
  switch (node.options.program) {
    case 'web':
      return chance(out.stream(`kind:${node.id}`), 0.5)
        ? list('list', WEB_LIMIT)
        : lookUp(node, 'profile', out);
    case 'surveys':
      return list('members', 0);
    case 'wallet':
      return lookUp(node, 'account', out);
    case 'billing':
      return list('export', 0);
  }
}

/** How many different ids there are, none above `highest`. */
function differentIn(ids: readonly number[], highest: number): number {
  const seen = new Uint8Array(highest + 1);
  let n = 0;
  for (const id of ids) {
    n += 1 - seen[id];
    seen[id] = 1;
  }
  return n;
}

function resultOf(job: Job, outcome: Result['outcome'], count = 0, toEnd = false): Result {
  const { about, user, versions, ids } = job;
  const distinct = differentIn(
    ids,
    ids.reduce((a, b) => Math.max(a, b), 0),
  );
  const listed = ids.length;
  return { type: 'result', about, user, outcome, count, listed, distinct, toEnd, versions };
}

export const failedResult = (job: Job, outcome: 'late' | 'failed'): Result =>
  resultOf(job, outcome);

/**
 * Processes an answer. Returns the result when the job is done, or the cursor of the next page of a list.
 * `relies` says whether the program still relies on a trait.
 */
export function takeIn(
  job: Job,
  reply: Reply,
  relies: (trait: 'order' | 'page' | 'unknown') => boolean,
  users: number,
): Result | Pick<Get, 'cursor'> {
  if (reply.type === 'failed') return resultOf(job, 'failed');
  if (!job.versions.includes(reply.version)) job.versions.push(reply.version);
  if (job.about === 'profile') {
    const what = profile(reply, !relies('unknown'));
    return resultOf(job, what === 'crashed' ? 'crashed' : 'done', Number(what === 'shown'));
  }
  if (job.about === 'account')
    return resultOf(job, 'done', Number(accountFor(reply, !relies('unknown'))));
  if (reply.type !== 'page') return resultOf(job, 'failed');
  for (const id of reply.ids) job.ids.push(id);
  const goesOn = reply.next !== null && !(job.about === 'export' && relies('page'));
  if (goesOn) return { cursor: reply.next };
  const toEnd = reply.next === null;
  if (job.about === 'members') {
    const ids = relies('order') ? job.ids : [...job.ids].sort((a, b) => a - b);
    return resultOf(job, 'done', missingMembers(ids, users), toEnd);
  }
  return resultOf(job, 'done', job.ids.length, toEnd);
}
