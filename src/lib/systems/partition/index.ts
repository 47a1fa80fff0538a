import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { counted, defineSystem, grouped } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const ofTerm = ({ term }: { readonly term: number }): string => `term ${term}`;

/** Money, with a minus sign that is not a hyphen. */
const money = (n: number): string => (n < 0 ? `−${grouped(-n)}` : grouped(n));

export const system = defineSystem({
  id: 'partition',
  title: 'Cut the cable',
  summary:
    'Five replicas at five sites, each with its own client. How they agree decides what a network partition costs.',
  settings,
  topology,
  // Messages cross in 20 ms and more, and a cut lasts half a minute: the cut is the story.
  pace: () => 1 / 2,
  messages: {
    read: message.request('read', 'R'),
    write: message.request('update', 'U'),
    done: message.reply('done', 'D'),
    declined: message.reply('declined: balance too low', 'N'),
    refused: message.error('refused: no majority', 'X'),
    forward: message.request('forwarded', 'F'),
    relay: message.reply('forwarded answer', 'K'),
    append: { ...message.event('entries', 'E'), label: ofTerm },
    appended: message.ack('entries stored', 'A'),
    behind: message.error('entries missing', 'M'),
    heartbeat: { ...message.heartbeat('heartbeat', 'H'), label: ofTerm },
    snapshot: message.event('snapshot', 'S'),
    'pre-vote': { ...message.vote('pre-vote request', 'P'), label: ofTerm },
    vote: { ...message.vote('vote request', 'V'), label: ofTerm },
    ballot: { ...message.vote('ballot', 'B'), label: ({ granted }) => (granted ? 'yes' : 'no') },
    gossip: message.heartbeat('anti-entropy', 'G'),
  },
  gauges: {
    value: gauge.number('value of this copy'),
    waiting: gauge.number('operations without an answer'),
    overwritten: gauge.count('overwritten', {
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${money(n)} overwritten`),
      says: (n) => `It held ${money(n)}; a version with a later timestamp replaced that.`,
    }),
    balance: gauge.count('balance', {
      durable: true,
      tag: (n) => (n < 0 ? 'fault' : undefined),
      text: (n) => `balance ${money(n)}`,
      says: (n) => `This copy of the wallet holds ${money(n)}.`,
    }),
    items: gauge.count('items', {
      durable: true,
      says: (n) => `This copy of the cart holds ${counted(n, 'item')}.`,
    }),
    term: gauge.count('term', {
      durable: true,
      text: (n) => (n === 0 ? '' : `term ${n}`),
      says: (n) => `The latest term it knows of is ${n}.`,
    }),
    uncommitted: gauge.count('uncommitted', {
      unit: 'entries',
      tag: 'waiting',
      durable: true,
      says: (n) => `${counted(n, 'entry', 'entries')} from when it led never reached a majority.`,
    }),
    stamp: gauge.badge('timestamp', {
      unit: 'µs',
      durable: true,
      text: (at) => `stamp ${(at / 1e6).toFixed(1)} s`,
      says: (at) => `Its version was stamped ${(at / 1e6).toFixed(1)} s by the writer’s clock.`,
    }),
    refused: gauge.count('refused', {
      unit: 'operations',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} refused`),
      says: (n) => `${counted(n, 'operation')} refused: nothing happened.`,
    }),
    unknown: gauge.count('timed out', {
      unit: 'operations',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} timed out`),
      says: (n) =>
        `${counted(n, 'operation')} without an answer in time: done or not, the client cannot know.`,
    }),
    paidOut: gauge.count('paid out', {
      durable: true,
      text: (n) => (n === 0 ? '' : `paid out ${grouped(n)}`),
      says: (n) => `The wallet has paid this client ${grouped(n)}.`,
    }),
  },
  events: {},
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'Raft’s elections with pre-vote, log replication, commitment by majority, and a leader that steps down when it hears no majority',
      'numbered client operations, so that one that is sent twice takes effect once; three outcomes: done, refused, unknown',
      'last writer wins by timestamps of clocks that are off; a coordinator in a fixed order of preference on each side of a cut',
      'a counter that merges and an observed-remove set, with anti-entropy that sends what a peer may lack',
      'reads and writes that wait for one, a majority or all; distances between sites on one cable',
      'catching up after a wiped disk, and snapshots for replicas that lag far behind',
    ],
    simplified: [
      'disks take no time and never lie; processing takes no time',
      'lost updates and stale reads are counted by an outside observer; clients and replicas cannot see them',
      'reads by majority go through the log, where real systems confirm the leader’s term or use a lease',
      'one key for each kind of object',
      'a replica that merges keeps its name when its disk is wiped, so what it had not told anybody is lost',
    ],
    notModelled: [
      'clients that move to another site; leases; membership changes',
      'bandwidth; very large states',
      'read repair, hinted hand-off and version vectors shown to clients, which Dynamo also has',
    ],
  },
  hunt,
  bugs: [
    planted(
      'early-ack',
      'The leader tells its client that an update is done before a majority holds it.',
    ),
    planted(
      'two-votes',
      'A replica votes twice in a term, and stands at once when it hears no leader; time-outs are nearly equal.',
      { spreadPercent: 10 },
    ),
    planted(
      'no-dedupe',
      'An operation that is sent again, because its answer got lost, is done again.',
    ),
    {
      id: 'read-one',
      why: 'Writes wait for three of five, reads ask one.',
      settings: { readLevel: 'one', writePercent: 50 },
    },
    planted('adding-merge', 'Copies of the merging counter are merged by adding them up.', {
      counterMode: 'crdt',
    }),
  ],
});
