import { defineSystem } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { countOf, highest, postName, startOf } from './nodes/seen';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const placeName = (place: number): string => (place === 0 ? 'the primary' : `follower ${place}`);
const newest = (position: readonly number[]): string => `${countOf(position)}`;

export const system = defineSystem({
  id: 'session-guarantees',
  title: 'One computer or five?',
  summary:
    'Users read near-by copies of a timeline and post to a primary far away. A token of a few bytes decides whether they can tell.',
  view: 'Sessions',
  settings,
  topology,
  messages: {
    read: message.request('read', 'R'),
    page: { ...message.reply('page', 'P'), label: ({ seen }) => `to ${newest(highest(seen))}` },
    post: message.request('post', 'W'),
    posted: { ...message.ack('post accepted', 'K'), label: ({ id }) => `#${id.seq}` },
    'too-old': message.error('too old for this session', 'O'),
    record: { ...message.event('log record', 'L'), label: ({ id }) => `#${id.seq}` },
    applied: { ...message.ack('record applied', 'D'), label: ({ id }) => `#${id.seq}` },
  },
  gauges: {
    position: gauge.count('newest post', {
      durable: true,
      text: (n) => (n > 0 ? `at ${n}` : ''),
      says: (n) => `shows posts up to ${n}`,
    }),
    applying: gauge.count('held', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `${n} held` : ''),
      says: (n) => `has received and not yet applied: ${n}`,
    }),
    gaps: gauge.count('gaps', {
      tag: 'fault',
      durable: true,
      text: (n) => (n > 0 ? `${n} missing` : ''),
      says: (n) => `posts that it lacks although it has later ones: ${n}`,
    }),
    token: gauge.badge('token', {
      tag: 'well',
      durable: true,
      text: (n) => (n > 0 ? `token ${n}` : ''),
      says: (n) => `a replica must have reached post ${n} to serve this session`,
    }),
  },
  events: {
    applied: { title: 'a post is applied', text: (id) => `shows post ${postName(id)}` },
    asked: {
      title: 'a request',
      text: ({ no, kind, at }) => `${kind} (request ${no}) at ${placeName(at)}`,
    },
    saw: {
      title: 'a page is read',
      text: ({ at, seen }) => `sees posts up to ${newest(highest(seen))} at ${placeName(at)}`,
    },
    posted: { title: 'a post is accepted', text: ({ id }) => `post ${postName(id)} is accepted` },
    detour: {
      title: 'a replica is too old',
      text: ({ at }) => `${placeName(at)} is too old, asks the primary`,
    },
    moved: { title: 'a session moves', text: ({ at }) => `no answer, goes to ${placeName(at)}` },
    switched: {
      title: 'the device changes',
      text: ({ token }) =>
        countOf(token) > countOf(startOf(token.length))
          ? 'another device, with the token'
          : 'another device, without a token',
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'each replica has the posts that it has applied and no others; a page is what one replica has at that moment',
      'records travel to every other replica, wait there for a time of their own, and are applied in the order of their log or as they are ready',
      'a record that is not acknowledged is sent again; a repeated post is accepted once',
      'tokens are positions in logs: kept by the session, sent with each request, compared by the replica with what it has applied',
      'sessions that move after a time-out, and users who change devices',
      'posts at one primary, or at every replica with a log of each and what its first replica had applied before',
    ],
    simplified: [
      'the timeline is a set that only grows; nothing is edited or deleted',
      'the time until a record is applied is exponential and drawn for each record by itself',
      'answering a request takes a replica no time',
      'a token that lives in the account is on the next device at once',
      'whether a guarantee is broken is judged by an outside observer; no user can tell from one page alone',
    ],
    notModelled: [
      'a new primary after a crash: posts wait until the old one is back',
      'conflicting writes and how they are merged',
      'a session that is used on two devices at one time',
    ],
  },
  bugs: [
    planted(
      'counts-received',
      'A replica compares the token with what it has received, not with what it has applied.',
    ),
    planted('drops-token', 'A session that moves to another replica forgets its token.'),
  ],
});
