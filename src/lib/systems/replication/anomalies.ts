import { BEGIN, rowsIn } from '../../nodes/store/timeline';
import { counted, grouped, properties as makers, SECOND, type Property } from '../../sim';
import { isServing, lossesIn } from './histories';
import type { Copy, ReplicationWorld as W } from './world';

const { sometimes } = makers<W>();

const failOver = sometimes({
  id: 'fail-over',
  title: 'Another primary takes over.',
  sends: ['wal'],
  send(_state, world, from, _to, { epoch }, report) {
    if (epoch > 1) report(`${world.nodes[from].label} leads epoch ${epoch}`);
  },
});

const ackedLost = sometimes({
  id: 'acked-lost',
  title: 'A fail-over loses acknowledged writes.',
  sends: ['wal'],
  send(_state, world, from, _to, { rows }, report) {
    const beginsEpoch = rows.length > 0 && rows[rows.length - 1] === BEGIN;
    if (beginsEpoch && lossesIn(world).lost > 0)
      report(`${world.nodes[from].label} leads a new epoch, and its log lacks acknowledged writes`);
  },
});

const twoPrimaries = sometimes({
  id: 'two-primaries',
  title: 'Two primaries take writes at once.',
  sends: ['written'],
  send(_state, world, from, _to, _message, report) {
    const me = world.as('copies', from);
    const other = world.at.copies.find((c) => c !== me && isServing(c));
    if (other)
      report(
        `${me.label} in epoch ${me.durable.epoch}, ${other.label} in epoch ${other.durable.epoch}`,
      );
  },
});

const stopsItself = sometimes({
  id: 'stops-itself',
  title: 'A primary stops because its lease is over.',
  sends: ['heartbeat'],
  send(_state, world, from, _to, { epoch }, report) {
    const { mode, label } = world.as('copies', from);
    // One that has just been promoted waits for its first lease.
    const hasServed = world.observed.byEpoch.some((e) => e.epoch === epoch && e.highest > 0);
    if (mode.role === 'fenced' && hasServed) report(`${label} takes no writes in epoch ${epoch}`);
  },
});

const isEmptied = ({ durable: { log } }: Copy): boolean =>
  log.deletes.length > 0 && rowsIn(log) < log.deletes[log.deletes.length - 1];

const deletedEverywhere = sometimes({
  id: 'deleted-everywhere',
  title: 'A statement empties every copy.',
  sends: ['held'],
  send(_state, world, from, _to, _message, report) {
    if (isEmptied(world.as('copies', from)) && world.at.copies.every(isEmptied))
      report('the DELETE is in the log of every copy');
  },
});

const putBack = sometimes({
  id: 'put-back',
  title: 'A snapshot is restored.',
  sends: ['restore'],
  send(_state, _world, _from, _to, { rows }, report) {
    report(`the snapshot holds ${counted(rows.length, 'row')}`);
  },
});

const damageUnnoticed = sometimes({
  id: 'damage-unnoticed',
  title: 'A primary serves from a damaged disk.',
  sends: ['written'],
  send(_state, world, from, _to, _message, report) {
    const { label, durable } = world.as('copies', from);
    if (durable.damagedTo > 0)
      report(
        `${label} acknowledges a write although entries 1 to ${grouped(durable.damagedTo)} on its disk cannot be read`,
      );
  },
});

const standsStill = sometimes({
  id: 'stands-still',
  title: 'No write is acknowledged for ten seconds.',
  sends: ['write'],
  send(_state, { now, observed: { lastAckAt } }, _from, _to, _message, report) {
    if (now - lastAckAt > 10 * SECOND)
      report(`the last write was acknowledged at ${(lastAckAt / SECOND).toFixed(1)} s`);
  },
});

/** What scenarios are there to show. */
export const anomalies: readonly Property<W>[] = [
  failOver,
  ackedLost,
  twoPrimaries,
  stopsItself,
  deletedEverywhere,
  putBack,
  damageUnnoticed,
  standsStill,
];
