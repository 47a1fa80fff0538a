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
    read: { title: 'read', letter: 'R', mark: 'request' },
    write: { title: 'update', letter: 'U', mark: 'request' },
    done: { title: 'done', letter: 'D', mark: 'reply' },
    declined: { title: 'declined: balance too low', letter: 'N', mark: 'reply' },
    refused: { title: 'refused: no majority', letter: 'X', mark: 'error' },
    forward: { title: 'forwarded', letter: 'F', mark: 'request' },
    relay: { title: 'forwarded answer', letter: 'K', mark: 'reply' },
    append: { title: 'entries', letter: 'E', mark: 'event', label: ofTerm },
    appended: { title: 'entries stored', letter: 'A', mark: 'ack' },
    behind: { title: 'entries missing', letter: 'M', mark: 'error' },
    heartbeat: { title: 'heartbeat', letter: 'H', mark: 'heartbeat', label: ofTerm },
    snapshot: { title: 'snapshot', letter: 'S', mark: 'event' },
    'pre-vote': { title: 'pre-vote request', letter: 'P', mark: 'vote', label: ofTerm },
    vote: { title: 'vote request', letter: 'V', mark: 'vote', label: ofTerm },
    ballot: {
      title: 'ballot',
      letter: 'B',
      mark: 'vote',
      label: ({ granted }) => (granted ? 'yes' : 'no'),
    },
    gossip: { title: 'anti-entropy', letter: 'G', mark: 'heartbeat' },
  },
  gauges: {
    value: { title: 'value of this copy', unit: '', mark: 'number' },
    waiting: { title: 'operations without an answer', unit: '', mark: 'number' },
    overwritten: {
      title: 'overwritten',
      unit: '',
      mark: 'count',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${money(n)} overwritten`),
      says: (n) => `It held ${money(n)}; a version with a later timestamp replaced that.`,
    },
    balance: {
      title: 'balance',
      unit: '',
      mark: 'count',
      durable: true,
      tag: (n) => (n < 0 ? 'fault' : undefined),
      text: (n) => `balance ${money(n)}`,
      says: (n) => `This copy of the wallet holds ${money(n)}.`,
    },
    items: {
      title: 'items',
      unit: '',
      mark: 'count',
      durable: true,
      says: (n) => `This copy of the cart holds ${counted(n, 'item')}.`,
    },
    term: {
      title: 'term',
      unit: '',
      mark: 'count',
      durable: true,
      text: (n) => (n === 0 ? '' : `term ${n}`),
      says: (n) => `The latest term it knows of is ${n}.`,
    },
    uncommitted: {
      title: 'uncommitted',
      unit: 'entries',
      mark: 'count',
      tag: 'waiting',
      durable: true,
      says: (n) => `${counted(n, 'entry', 'entries')} from when it led never reached a majority.`,
    },
    stamp: {
      title: 'timestamp',
      unit: 'µs',
      mark: 'badge',
      durable: true,
      text: (at) => `stamp ${(at / 1e6).toFixed(1)} s`,
      says: (at) => `Its version was stamped ${(at / 1e6).toFixed(1)} s by the writer’s clock.`,
    },
    refused: {
      title: 'refused',
      unit: 'operations',
      mark: 'count',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} refused`),
      says: (n) => `${counted(n, 'operation')} refused: nothing happened.`,
    },
    unknown: {
      title: 'timed out',
      unit: 'operations',
      mark: 'count',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} timed out`),
      says: (n) =>
        `${counted(n, 'operation')} without an answer in time: done or not, the client cannot know.`,
    },
    paidOut: {
      title: 'paid out',
      unit: '',
      mark: 'count',
      durable: true,
      text: (n) => (n === 0 ? '' : `paid out ${grouped(n)}`),
      says: (n) => `The wallet has paid this client ${grouped(n)}.`,
    },
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
