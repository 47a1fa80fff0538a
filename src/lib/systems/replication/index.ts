import { planted } from '../fields';
import { defineSystem, grouped } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'replication',
  title: 'What did the crash eat?',
  summary:
    'A primary ships its log to standbys in other zones. Who waits for whom decides what a fail-over loses.',
  view: 'Logs',
  settings,
  topology,
  messages: {
    write: { title: 'write', letter: 'W', mark: 'request' },
    delete: { title: 'DELETE without WHERE', letter: 'D', mark: 'request' },
    written: { title: 'done', letter: 'K', mark: 'reply' },
    refused: { title: 'refused', letter: 'X', mark: 'error' },
    wal: { title: 'log', letter: 'L', mark: 'event' },
    held: { title: 'log stored', letter: 'A', mark: 'ack' },
    behind: { title: 'log missing', letter: 'M', mark: 'error' },
    heartbeat: { title: 'heartbeat', letter: 'H', mark: 'heartbeat' },
    lease: { title: 'lease', letter: 'G', mark: 'ack' },
    denied: { title: 'denied: a newer epoch', letter: 'N', mark: 'error' },
    vote: { title: 'may I replace it?', letter: 'V', mark: 'vote' },
    ballot: { title: 'ballot', letter: 'B', mark: 'vote' },
    inspect: { title: 'how far do you go?', letter: 'Q', mark: 'request' },
    position: { title: 'position', letter: 'P', mark: 'reply' },
    promote: { title: 'you lead now', letter: 'E', mark: 'vote' },
    announce: { title: 'where the primary is', letter: 'I', mark: 'heartbeat' },
    snapshot: { title: 'snapshot', letter: 'S', mark: 'event' },
    restore: { title: 'rows put back', letter: 'R', mark: 'event' },
  },
  gauges: {
    epoch: { title: 'epoch', unit: '', mark: 'number' },
    log: { title: 'entries', unit: '', mark: 'log' },
    committed: { title: 'held by enough copies', unit: '', mark: 'committed' },
    waiting: { title: 'open writes', unit: '', mark: 'number' },
    snapshots: { title: 'snapshots', unit: '', mark: 'stack' },
    told: { title: 'last entry acknowledged', unit: '', mark: 'hidden' },
  },
  events: {
    span: {
      title: 'history of the log',
      text: ({ after, epoch }) =>
        epoch === null
          ? `cuts its log after entry ${grouped(after)}`
          : `epoch ${epoch} begins after entry ${grouped(after)} of its log`,
    },
  },
  probes,
  observer,
  measures,
  properties,
  scenarios,
  challenge,
  fidelity: {
    modelled: [
      'a write-ahead log that one primary writes and ships, entry by entry; standbys that find out where logs part and rewind',
      'acknowledgement by the primary alone, by any one standby, by a majority, by all',
      'monitors that lease the primary its role and replace it by majority; epochs; a primary that stops when its lease is over',
      'promotion of the copy whose log goes furthest, once enough have answered to be sure that nothing acknowledged is missing',
      'zones that fail or are cut off as a whole, with writers and monitors in them',
      'snapshots of the table at intervals, in a store that statements do not reach, and putting one back',
      'a damaged disk, with and without checksums',
    ],
    simplified: [
      'disks take no time; a write is on the primary’s disk as soon as it arrives',
      'lag under async is a delay before the log is sent, which varies; in reality it grows with load and long transactions',
      'writers hear from the monitors where the primary is, as from a proxy or a name service, and do not retry what was refused',
      'the primary keeps its whole log and resends it from wherever a standby is behind',
      'clocks may be off, but run evenly',
      'rows are only inserted; an entry is one row, or the deletion of all',
    ],
    notModelled: [
      'reads, and how stale they are at standbys',
      'archiving the log besides snapshots, which cuts the loss after a DELETE to seconds',
      'a primary that goes on alone when no standby answers for some time, as some semi-synchronous set-ups do',
      'bandwidth, and the load of the initial copy',
    ],
  },
  hunt,
  bugs: [
    planted(
      'early-ack',
      'The primary tells its writer that a write is done before the standby that it should wait for holds it.',
    ),
    {
      id: 'no-fencing',
      why: 'A primary that has been replaced goes on, and copies that were asked for their position still take its log.',
      settings: { fencing: false },
    },
    planted(
      'first-answer',
      'Monitors promote whichever copy answers first, not the one whose log goes furthest.',
    ),
  ],
});
