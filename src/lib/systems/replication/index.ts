import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { counted, defineSystem, grouped, SECOND } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const ofEpoch = ({ epoch }: { readonly epoch: number }): string => `epoch ${epoch}`;

export const system = defineSystem({
  id: 'replication',
  title: 'What did the crash eat?',
  summary:
    'A primary ships its log to standbys in other zones. How many copies a write waits for decides what a fail-over loses.',
  view: 'Logs',
  settings,
  topology,
  messages: {
    write: message.request('write', 'W'),
    delete: message.request('DELETE without WHERE', 'D'),
    written: message.reply('acknowledged', 'K'),
    refused: message.error('refused', 'X'),
    wal: {
      ...message.event('log', 'L'),
      label: ({ prev, rows }) => (rows.length === 0 ? '' : `…${prev + rows.length}`),
    },
    held: { ...message.ack('log stored', 'A'), label: ({ index }) => `${index}` },
    behind: message.error('log missing', 'M'),
    heartbeat: message.heartbeat('heartbeat', 'H'),
    lease: message.ack('lease', 'G'),
    denied: { ...message.error('denied: newer epoch', 'N'), label: ofEpoch },
    vote: { ...message.vote('vote request', 'V'), label: ofEpoch },
    ballot: message.vote('ballot', 'B'),
    inspect: message.request('position request', 'Q'),
    position: {
      ...message.reply('position: epoch, entry', 'P'),
      label: ({ lastEpoch, index }) => `${lastEpoch}, ${index}`,
    },
    promote: { ...message.vote('promote', 'E'), label: ofEpoch },
    announce: message.heartbeat('primary’s address', 'I'),
    snapshot: message.event('snapshot', 'S'),
    restore: message.event('restore', 'R'),
  },
  gauges: {
    damaged: gauge.badge('disk damaged', {
      tag: 'fault',
      durable: true,
      says: (n) => `Entries 1 to ${grouped(n)} on its disk cannot be read.`,
    }),
    lease: gauge.countdown('lease', {
      unit: 'µs',
      tag: 'well',
      says: (left) => `It may take writes for another ${(left / SECOND).toFixed(1)} s.`,
    }),
    epoch: gauge.count('epoch', {
      durable: true,
      text: (n) => (n === 0 ? '' : `epoch ${n}`),
      says: (n) => `The newest epoch it knows of is ${n}.`,
    }),
    follows: gauge.count('epoch', {
      text: (n) => (n < 2 ? '' : `epoch ${n}`),
      says: (n) => `It grants leases to the primary of epoch ${n}.`,
    }),
    refused: gauge.count('refused', {
      unit: 'writes',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} refused`),
      says: (n) => `${counted(n, 'write')} refused: nothing was written.`,
    }),
    unknown: gauge.count('timed out', {
      unit: 'writes',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} timed out`),
      says: (n) =>
        `${counted(n, 'write')} without an answer in time: done or not, the writer cannot know.`,
    }),
    taken: gauge.badge('snapshot', {
      unit: 'µs',
      durable: true,
      text: (at) => (at === 0 ? '' : `taken at ${Math.round(at / SECOND)} s`),
      says: (at) => `Its fullest snapshot was taken at ${Math.round(at / SECOND)} s.`,
    }),
    kept: gauge.count('rows', {
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} rows`),
      says: (n) => `Its fullest snapshot holds ${counted(n, 'row')}.`,
    }),
    log: gauge.log('entries'),
    committed: gauge.committed('stored by enough copies'),
    waiting: gauge.number('writes without an answer'),
    snapshots: gauge.stack('snapshots'),
    told: gauge.hidden('last entry acknowledged'),
  },
  events: {
    span: {
      title: 'history of the log',
      text: ({ after, epoch }) =>
        epoch === null
          ? `truncates its log after entry ${grouped(after)}`
          : `epoch ${epoch} begins after entry ${grouped(after)} of its log`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'a write-ahead log that one primary writes and ships, entry by entry; standbys that find where two logs diverge and rewind to that point',
      'a write acknowledged once the primary alone, any one standby, a majority or every standby has stored it',
      'monitors that grant the primary a lease and replace it by majority vote; epochs; a primary that stops when its lease expires',
      'promotion of the copy with the highest (epoch, position), once enough copies have answered to rule out a missing acknowledged write',
      'zones that fail or are cut off as a whole, including the writers and monitors in them',
      'periodic snapshots of the table, in a store that no SQL statement reaches, and restoring one',
      'a damaged disk, with and without checksums',
    ],
    simplified: [
      'disk writes take no time',
      'under async, lag is a varying delay before the log is sent; in reality it grows with load and long transactions',
      'writers learn the primary’s address from the monitors, as from a proxy or a name service, and do not retry refused writes',
      'the primary keeps its whole log, so a standby can always catch up from it',
      'clocks may be wrong, but run at an even rate',
      'a log entry inserts one row or deletes all rows',
    ],
    notModelled: [
      'reads, and their staleness at standbys',
      'archiving the log between snapshots (point-in-time recovery), which cuts the loss after a DELETE to seconds',
      'falling back to async when no standby answers for some time, as MySQL’s semi-synchronous replication does by default',
      'bandwidth, and the load of the initial copy',
      'leaderless and multi-leader replication',
    ],
  },
  hunt,
  bugs: [
    planted(
      'early-ack',
      'The primary acknowledges a write before the standby it should wait for has stored it.',
    ),
    {
      id: 'no-fencing',
      why: 'A replaced primary keeps taking writes, and copies that have joined the new epoch still accept its log.',
      settings: { fencing: false },
    },
    planted(
      'first-answer',
      'Monitors promote whichever copy answers first, not the one with the highest (epoch, position).',
    ),
  ],
});
