import { counted, properties as makers, seconds, type Property } from '../../sim';
import { postName } from './nodes/seen';
import type { Guarantee } from './nodes/sessions';
import type { SessionWorld } from './world';

const { always, eventually, sometimes } = makers<SessionWorld>();

type Says = (user: string, missing: string, shown: string) => string;

const SAYS: Readonly<Record<Guarantee, Says>> = {
  'read-your-writes': (user, missing) =>
    `${user} does not see post ${missing}, which is ${user}’s own`,
  'monotonic-reads': (user, missing) => `${user} no longer sees post ${missing}`,
  'writes-follow-reads': (user, missing, shown) =>
    `${user} sees post ${shown} without post ${missing}, which its author had read`,
  'monotonic-writes': (user, missing, shown) =>
    `${user} sees post ${shown} without post ${missing}, which its author had written before`,
};

/** How a guarantee was broken last, in words; `null` where it never was. */
function betrayed(guarantee: Guarantee, { observed }: SessionWorld): string | null {
  const why = observed.why[guarantee];
  if (!why) return null;
  const { missing, shown } = why.betrayal;
  return SAYS[guarantee](why.user, postName(missing), shown ? postName(shown) : '');
}

const guarantee = (id: Guarantee, title: string) =>
  always({
    id,
    title,
    step(_state, world, report) {
      const why = betrayed(id, world);
      if (why !== null) report(why);
    },
  });

const anomaly = (id: string, title: string, of: Guarantee) =>
  sometimes({
    id,
    title,
    step(_state, world, report) {
      const why = betrayed(of, world);
      if (why !== null) report(why);
    },
  });

const written = always({
  id: 'was-written',
  title: 'Every post on a page was once written.',
  step(_state, { observed: { invented } }, report) {
    if (invented !== null) report(`a page shows post ${invented}, which nobody wrote`);
  },
});

/** So long after its last chance to change, every copy has everything. */
const SETTLED = seconds(4);

const answered = eventually({
  id: 'answered',
  title: 'Every user gets an answer to the last request.',
  end(_state, { at, now, settings }, report) {
    if (now < SETTLED || settings.steps === 0) return;
    const left = at.clients.find(({ volatile: v }) => v.open !== null);
    if (left) report(`${left.label} still waits for an answer`);
  },
});

const detour = sometimes({
  id: 'detour',
  title: 'A follower is too old for a session, and the primary answers.',
  step(_state, { at }, report) {
    const client = at.clients.find(({ durable }) => durable.detours > 0);
    if (client) report(`a follower is too old for ${client.label}, who asks the primary`);
  },
});

const moved = sometimes({
  id: 'moved',
  title: 'A session goes on at another replica, and its token with it.',
  step(_state, { at }, report) {
    const client = at.clients.find(
      ({ durable, options, volatile: v }) =>
        durable.moves > 0 &&
        v.open === null &&
        options.token !== 'none' &&
        durable.last?.got.kind === 'page',
    );
    if (client) report(`${client.label} has moved ${counted(client.durable.moves, 'time')}`);
  },
});

export const properties: readonly Property<SessionWorld>[] = [
  guarantee('read-your-writes', 'Read your writes: users see what they have written.'),
  guarantee('monotonic-reads', 'Monotonic reads: what a user has seen stays visible.'),
  guarantee(
    'writes-follow-reads',
    'Writes follow reads: a post is seen with all that its author had read.',
  ),
  guarantee('monotonic-writes', 'Monotonic writes: a post is seen with its author’s earlier ones.'),
  written,
  answered,
  anomaly('own-post-gone', 'Users do not see a post of their own.', 'read-your-writes'),
  anomaly('post-vanished', 'A post that a user saw vanishes.', 'monotonic-reads'),
  anomaly(
    'reply-alone',
    'A reply is seen without the post that it answers.',
    'writes-follow-reads',
  ),
  anomaly(
    'later-first',
    'A user’s later post is seen without the earlier one.',
    'monotonic-writes',
  ),
  detour,
  moved,
];
