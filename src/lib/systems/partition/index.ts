import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'partition',
  title: 'Cut the cable',
  summary:
    'Five replicas at five sites, each with a client beside it. How the copies are kept decides what a cut costs.',
  settings,
  topology,
  // Messages cross in 20 ms and more, and a cut lasts half a minute: the cut is the story.
  pace: () => 1 / 2,
  messages: {
    read: { title: 'read', letter: 'R', mark: 'request' },
    write: { title: 'update', letter: 'U', mark: 'request' },
    done: { title: 'done', letter: 'D', mark: 'reply' },
    declined: { title: 'declined: not enough money', letter: 'N', mark: 'reply' },
    refused: { title: 'refused: no majority', letter: 'X', mark: 'error' },
    forward: { title: 'forwarded', letter: 'F', mark: 'request' },
    relay: { title: 'answer returned', letter: 'K', mark: 'reply' },
    append: { title: 'entries', letter: 'E', mark: 'event' },
    appended: { title: 'entries stored', letter: 'A', mark: 'ack' },
    behind: { title: 'entries missing', letter: 'M', mark: 'error' },
    heartbeat: { title: 'heartbeat', letter: 'H', mark: 'heartbeat' },
    snapshot: { title: 'snapshot', letter: 'S', mark: 'event' },
    'pre-vote': { title: 'would you vote for me?', letter: 'P', mark: 'vote' },
    vote: { title: 'vote for me', letter: 'V', mark: 'vote' },
    ballot: { title: 'ballot', letter: 'B', mark: 'vote' },
    gossip: { title: 'anti-entropy', letter: 'G', mark: 'heartbeat' },
  },
  gauges: {
    value: { title: 'holds', unit: '', mark: 'number' },
    waiting: { title: 'open operations', unit: '', mark: 'number' },
  },
  events: {},
  probes,
  observer,
  measures,
  properties,
  scenarios,
  challenge,
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
