import type { NodeState } from '../../sim';
import { has, type PostId } from './nodes/seen';
import { about, at, scenario, type SessionWorld as W } from './world';

const everyone = (w: W): NodeState[] => [...w.at.clients, ...w.at.followers, w.at.primary];

/** The first post of a story; everybody has the six before it. */
const FIRST: PostId = { origin: 0, seq: 7 };

const userOf = (w: W, place: number) => w.at.clients[place];
const pages = (w: W, place: number): number => {
  const { answered, last } = userOf(w, place).durable;
  return last?.got.kind === 'page' ? answered : 0;
};
/** The user's last answer was a page of a follower. */
const nearPage = (w: W, place: number): boolean => {
  const last = userOf(w, place).durable.last;
  return last?.got.kind === 'page' && last.at > 0;
};
const followerBehind = (w: W): boolean => w.at.followers.some((f) => !has(f.durable.seen, FIRST));

const posted = about(
  (w) => [userOf(w, 0), w.at.primary, ...w.at.followers],
  ['posted', 'record'],
).when((w) => w.observed.posts > 0 && followerBehind(w))(
  'Ana’s post is number 7, and the primary has it. The followers still end with number 6.',
);

export const scenarios = [
  scenario('healthy', 'Near copies, one timeline', {
    story: 'Three users read from the nearest follower, post to the primary, and keep a token.',
    watch: 'the tokens, and who answers after a post',
    seen: 'Most reads take 5 ms. Those that a follower cannot serve yet go to the primary, and nobody sees a post vanish.',
    settings: { tokenAt: 'device', steps: 14, stepMs: 300, ownPercent: 25 },
    until: '12s',
    captions: [
      about((w) => [...w.at.clients, ...w.at.followers], ['read', 'page']).when(
        (w) => w.observed.reads > 0,
      )('A follower answers in 5 ms. The primary would take 80 ms.'),
      about((w) => [...w.at.clients, w.at.primary], ['post', 'posted']).when(
        (w) => w.observed.posts > 0,
      )('A user has posted and now carries a token: the number of that post.'),
      about(everyone, 'page').when((w) => w.observed.reads >= 40)(
        'After forty pages, no user could tell that there is more than one computer.',
      ),
    ],
  }),
  scenario('broken', 'The post that comes and goes', {
    story:
      'Ana posts. Ben reads the post and replies to it. A read may go to any replica, and replicas show posts in whatever order they receive them.',
    watch: 'what each page ends with',
    seen: 'Ana misses her own post, Ben sees it vanish, and Cleo reads a reply to nothing. Every replica did what it was told.',
    settings: { route: 'any', token: 'none', apply: 'as-received', steps: 0, lagMs: 1000 },
    seed: 12,
    interventions: [
      '300ms operate ana post',
      '600ms operate ana read',
      '800ms operate ben read',
      '1s operate ben read',
      '1200ms operate ben reply',
      '1600ms operate cleo read',
    ],
    until: '5s',
    captions: [
      posted,
      about((w) => [userOf(w, 0), ...w.at.followers], 'page').when(
        (w) => w.observed.why['read-your-writes']?.user === 'Ana',
      )('Ana reloads, and her post is gone: the follower that answers has not applied it.'),
      about((w) => [userOf(w, 1), ...w.at.followers], 'page').when(
        (w) => w.observed.why['monotonic-reads']?.user === 'Ben',
      )('Ben saw the post, then it vanished. His second page came from an older copy.'),
      about((w) => [userOf(w, 2), ...w.at.followers], 'page').when(
        (w) => w.observed.why['writes-follow-reads']?.user === 'Cleo',
      )(
        'Cleo sees a reply to a post that she cannot see. Her follower applied Ben’s reply before Ana’s post.',
      ),
    ],
    shows: ['own-post-gone', 'post-vanished', 'reply-alone'],
  }),
  scenario('fixed', 'A token of a few bytes', {
    story:
      'The same lag. Each session keeps the last position that it wrote or read, and replicas apply posts in order.',
    watch: 'the token, and how long each of Ana’s reads takes',
    seen: 'Only the read that comes too early pays 85 ms. The session survives the crash of its follower.',
    settings: { route: 'sticky', tokenAt: 'device', steps: 0, lagMs: 1000 },
    interventions: [
      '300ms operate ana post',
      '600ms operate ana read',
      '3500ms operate ana read',
      '4s crash follower-1',
      '4200ms operate ana read',
    ],
    until: '7s',
    captions: [
      about(at('ana', 'primary'), 'posted').when((w) => w.observed.posts > 0)(
        'The primary answers that the post is number 7, and Ana’s session keeps that as its token.',
      ),
      about(at('ana', 'follower-1', 'primary'), ['too-old', 'read', 'page']).when(
        (w) => pages(w, 0) === 2,
      )(
        'Follower 1 ends with number 6, and the token asks for number 7. It declines, and the primary answers: 85 ms in all.',
      ),
      about(at('ana', 'follower-1'), 'page').when((w) => pages(w, 0) === 3 && nearPage(w, 0))(
        'Follower 1 has caught up. The same session reads from it in 5 ms.',
      ),
      about(at('ana', 'follower-1', 'follower-2'), 'page').when(
        (w) => pages(w, 0) === 4 && userOf(w, 0).durable.moves > 0,
      )('Follower 1 has crashed. The token means the same at follower 2, so Ana goes on there.'),
    ],
    shows: ['detour', 'moved'],
  }),
  scenario('sticky', 'One follower for each user', {
    story: 'The usual advice: always send a user to the same replica. There is no token.',
    watch: 'which guarantee that keeps, and which it breaks',
    seen: 'No post ever vanishes, but most users who look for their own post do not find it. A random replica does better, because it is sometimes the primary.',
    settings: { route: 'sticky', token: 'none', steps: 60, ownPercent: 30 },
    until: '60s',
    captions: [
      about(everyone, 'page').when((w) => w.observed.staleOwn > 0)(
        'The follower that this user always reads has not applied the user’s post yet.',
      ),
      about(everyone, 'page').when(
        (w) => w.observed.reads >= 120 && w.observed.broken['monotonic-reads'] === 0,
      )('A copy never goes backwards, so a user who stays with one never sees a post vanish.'),
    ],
    shows: ['own-post-gone'],
  }),
  scenario('everywhere', 'Every replica accepts posts', {
    story: 'Ana posts twice, each time to the nearest replica. Each replica numbers its own posts.',
    watch: 'what Cleo sees of the two',
    seen: 'Ana’s second post is visible where her first is not. Each log is in order, but no log says which posts at other replicas came before.',
    settings: { route: 'any', token: 'none', writes: 'any', steps: 0, lagMs: 1000 },
    seed: 8,
    interventions: [
      '300ms operate ana post',
      '700ms operate ana post',
      '1100ms operate cleo read',
      '1400ms operate cleo read',
      '1700ms operate cleo read',
    ],
    until: '5s',
    captions: [
      about(everyone, ['posted', 'record']).when((w) => w.observed.posts === 2)(
        'Ana has posted twice, at two replicas. Neither knows of the other’s post.',
      ),
      about(everyone, 'page').when((w) => w.observed.why['monotonic-writes']?.user === 'Cleo')(
        'Cleo sees Ana’s second post without the first. A token of what Ana wrote would have made the second replica wait.',
      ),
    ],
    shows: ['later-first'],
  }),
  scenario('device', 'Another device', {
    story:
      'Ana’s token is stored on her phone. She posts there, then looks for the post on her laptop.',
    watch: 'the token when the device changes',
    seen: 'The laptop has no token, the follower has no reason to decline, and Ana does not see her post.',
    settings: { route: 'sticky', tokenAt: 'device', steps: 0, lagMs: 1000 },
    seed: 5,
    interventions: [
      '300ms operate ana post',
      '600ms operate ana read',
      '900ms operate ana switch',
      '1s operate ana read',
    ],
    until: '5s',
    captions: [
      about(at('ana', 'primary'), 'page').when((w) => pages(w, 0) === 2)(
        'On the phone, the token sends her to the primary, and she sees her post.',
      ),
      about(at('ana', 'follower-2'), 'page').when(
        (w) => w.observed.why['read-your-writes']?.user === 'Ana',
      )(
        'On the laptop there is no token. Follower 2 answers with what it has, and Ana’s post is missing.',
      ),
    ],
    shows: ['own-post-gone', 'post-vanished'],
  }),
];
