import { BEGIN, rowsIn } from '../../nodes/store/timeline';
import { counted, properties as makers, SECOND, type Property } from '../../sim';
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
    const lost = beginsEpoch ? lossesIn(world).lost : 0;
    if (lost > 0)
      report(
        `${counted(lost, 'acknowledged write')} ${lost === 1 ? 'is' : 'are'} not in the log of ${world.nodes[from].label}, the new primary`,
      );
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
    const { deletes } = world.as('copies', from).durable.log;
    if (deletes.length > 0 && world.at.copies.every(isEmptied))
      report(`every copy has deleted the rows of ${deletes[deletes.length - 1] - 1} entries`);
  },
});

const putBack = sometimes({
  id: 'put-back',
  title: 'Rows come back from a snapshot.',
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
      report(`${label} cannot read ${durable.damagedTo} of the entries on its disk`);
  },
});

const standsStill = sometimes({
  id: 'stands-still',
  title: 'For ten seconds no write is acknowledged.',
  sends: ['write'],
  send(_state, { now, observed: { lastAckAt } }, _from, _to, _message, report) {
    if (now - lastAckAt > 10 * SECOND)
      report(`the last acknowledgement came at ${(lastAckAt / SECOND).toFixed(1)} s`);
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
