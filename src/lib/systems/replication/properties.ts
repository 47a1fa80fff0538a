import type { Database } from './nodes/options';
import type { Wal, Written } from './nodes/messages';
import type { Backup } from './nodes/backup';
import { agreement, BEGIN, endOf, lastEpoch, rowsIn } from '../../nodes/store/timeline';
import {
  SECOND,
  type Message,
  type LooseProperty,
  type Property,
  type Report,
  type World,
} from '../../sim';
import {
  accountedFor,
  authority,
  booksOf,
  copiesOf,
  findCopy,
  isCopy,
  isWriter,
  lossesIn,
} from './books';
import { servingIn } from './measures';
import type { ReplicationSettings } from './settings';
import { backupAt } from './topology';

const beginsEpoch = (m: Wal): boolean => m.rows.length > 0 && m.rows[m.rows.length - 1] === BEGIN;

const oneWriter: LooseProperty<{ writer: Record<number, number> }> = {
  id: 'one-writer-per-epoch',
  kind: 'always',
  title: 'No epoch has two primaries.',
  begin: () => ({ writer: {} }),
  sends: ['wal'],
  sender: isCopy,
  send(state, world, from, _to, message, report) {
    const { epoch } = message as Wal;
    state.writer[epoch] ??= from;
    const other = state.writer[epoch];
    if (other !== from)
      report(`${world.nodes[from].id} and ${world.nodes[other].id} both write epoch ${epoch}`);
  },
};

const onePrimary: LooseProperty<{ epoch: number; node: number }> = {
  id: 'one-primary',
  kind: 'always',
  title: 'Once a newer primary has taken a write, no older one takes any.',
  begin: () => ({ epoch: 0, node: -1 }),
  sends: ['written'],
  sender: isCopy,
  send(state, world, from, _to, message, report) {
    const { epoch } = message as Written;
    if (epoch < state.epoch) {
      const [older, newer] = [world.nodes[from].id, world.nodes[state.node].id];
      report(
        `${older} acknowledges a write in epoch ${epoch}, though ${newer} does so in epoch ${state.epoch}`,
      );
    } else [state.epoch, state.node] = [epoch, from];
  },
};

function lookForLoss(world: World, report: Report): void {
  const { lost } = lossesIn(world);
  if (lost > 0)
    report(
      `${lost} writes that writers were told of are not in the history of epoch ${lastEpoch(authority(world).durable.log)}`,
    );
}

const nothingLost: LooseProperty<{ newest: number }> = {
  id: 'nothing-lost',
  kind: 'always',
  title: 'No acknowledged write is lost in a fail-over.',
  begin: () => ({ newest: 0 }),
  sends: ['wal'],
  sender: isCopy,
  send(state, world, _from, _to, message, report) {
    const { epoch } = message as Wal;
    if (epoch <= state.newest) return;
    state.newest = epoch;
    if (epoch > 1) lookForLoss(world, report);
  },
  delivers: ['written'],
  receiver: isWriter,
  deliver(state, world, from, _to, message, report) {
    const { epoch, index } = message as Written;
    if (epoch === state.newest) return;
    const { id, durable } = authority(world);
    if (index > endOf(durable.log, epoch))
      report(
        `${world.nodes[from].id} acknowledges entry ${index} of epoch ${epoch}, which ${id}, in epoch ${lastEpoch(durable.log)}, does not have`,
      );
  },
  end: (_state, world, report) => lookForLoss(world, report),
};

/** Compares the entries themselves, up to where the two logs' histories say that they are the same. */
function firstDifference(a: Database, b: Database): number {
  const [x, y] = [a.durable.log, b.durable.log];
  const agreed = agreement(x, y);
  for (let i = 0; i < agreed; i++) if (x.rows[i] !== y.rows[i]) return i + 1;
  return 0;
}

const logsMatch: LooseProperty<null> = {
  id: 'logs-match',
  kind: 'always',
  title: 'As far as two logs have the same epochs, they have the same entries.',
  begin: () => null,
  sends: ['promote'],
  send: (_state, world, _from, _to, _message, report) => compareLogs(world, report),
  end: (_state, world, report) => compareLogs(world, report),
};

function compareLogs(world: World, report: Report): void {
  const [first, ...rest] = copiesOf(world);
  for (const copy of rest) {
    const at = firstDifference(first, copy);
    if (at > 0) report(`entry ${at} is not the same at ${first.id} and ${copy.id}`);
  }
}

/** Time without faults after which copies ought to be equal and writes be taken, µs, beyond what a fail-over takes. */
const SETTLED_AFTER = SECOND;

const isWell = (world: World): boolean =>
  world.calm && world.nodes.every((n) => n.mode.host === 'running' && n.mode.role !== 'failed');

/** Times of trouble: the last moment at which something was broken. */
const since = {
  begin: () => ({ troubledAt: 0 }),
  sends: ['heartbeat', 'write', 'announce'],
  send(state: { troubledAt: number }, world: World) {
    if (!isWell(world)) state.troubledAt = world.now;
  },
};

/** Long enough for a primary to be missed, replaced, and missed again. */
const isSettled = (world: World, troubledAt: number): boolean =>
  isWell(world) &&
  world.now - troubledAt > SETTLED_AFTER + 3000 * (world.settings as ReplicationSettings).detectMs;

const copiesAgree: LooseProperty<{ troubledAt: number }> = {
  id: 'copies-agree',
  kind: 'eventually',
  title: 'When all can talk again, every copy comes to hold the same log.',
  ...since,
  end(state, world, report) {
    if (!isSettled(world, state.troubledAt)) return;
    const top = authority(world);
    const behind = Number(world.settings.mode === 'async' ? world.settings.lagMs : 0) / 1000;
    const allowed = 2 * Number(world.settings.ratePerSecond) * (behind + 1);
    for (const copy of copiesOf(world)) {
      const { log } = copy.durable;
      const agreed = agreement(log, top.durable.log);
      if (agreed < log.length || agreed < top.durable.log.length - allowed)
        report(
          `${copy.id} has ${agreed} entries in common with the ${top.durable.log.length} of ${top.id}`,
        );
    }
  },
};

const serviceReturns: LooseProperty<{ troubledAt: number }> = {
  id: 'service-returns',
  kind: 'eventually',
  title: 'When all can talk again, a primary comes to take writes.',
  ...since,
  end(state, world, report) {
    if (isSettled(world, state.troubledAt) && servingIn(world) < 0)
      report('nothing is broken any more, and no copy takes writes');
  },
};

/** What a message shows as it is sent. */
type Sight = (world: World, from: number, message: Message) => string | false;

const sometimes = (
  id: string,
  title: string,
  sends: readonly string[],
  seen: Sight,
): LooseProperty<null> => ({
  id,
  kind: 'sometimes',
  title,
  begin: () => null,
  sends,
  send(_state, world, from, _to, message, report) {
    const why = seen(world, from, message);
    if (why) report(why);
  },
});

const sentFrom = (world: World, from: number): Database => world.nodes[from] as Database;

const isServing = ({ mode }: Database): boolean =>
  mode.role === 'primary' && mode.host === 'running';

const isEmptied = ({ durable: { log } }: Database): boolean =>
  log.deletes.length > 0 && rowsIn(log) < log.deletes.at(-1)!;

const seenSometimes: readonly LooseProperty<null>[] = [
  sometimes('fail-over', 'Another primary takes over.', ['wal'], (world, from, message) => {
    const { epoch } = message as Wal;
    return epoch > 1 && `${world.nodes[from].id} leads epoch ${epoch}`;
  }),
  sometimes('acked-lost', 'A fail-over loses acknowledged writes.', ['wal'], (world, _from, m) => {
    if (!beginsEpoch(m as Wal)) return false;
    const { lost } = lossesIn(world);
    return lost > 0 && `${lost} acknowledged writes are not in the new primary’s log`;
  }),
  sometimes('two-primaries', 'Two primaries take writes at once.', ['written'], (world, from) => {
    const me = sentFrom(world, from);
    const other = findCopy(world, (c) => c !== me && isServing(c));
    return (
      other !== null &&
      `${me.id} in epoch ${me.durable.epoch}, ${other.id} in epoch ${other.durable.epoch}`
    );
  }),
  sometimes(
    'stops-itself',
    'A primary stops because its lease is over.',
    ['heartbeat'],
    (world, from) => {
      const { mode, durable, id } = sentFrom(world, from);
      const { highest = 0 } = booksOf(world).byEpoch.find((e) => e.epoch === durable.epoch) ?? {};
      return (
        mode.role === 'fenced' && highest > 0 && `${id} takes no writes in epoch ${durable.epoch}`
      );
    },
  ),
  sometimes('deleted-everywhere', 'A statement empties every copy.', ['held'], (world, from) => {
    const { log } = sentFrom(world, from).durable;
    if (log.deletes.length === 0 || findCopy(world, (c) => !isEmptied(c)) !== null) return false;
    return `every copy has deleted the rows of ${log.deletes.at(-1)! - 1} entries`;
  }),
  sometimes('put-back', 'Rows come back from a snapshot.', ['restore'], (world) => {
    const { snapshots } = (world.nodes[backupAt(world.settings as ReplicationSettings)] as Backup)
      .durable;
    return `snapshots kept so far: ${snapshots.length}`;
  }),
  sometimes(
    'damage-unnoticed',
    'A primary serves from a damaged disk.',
    ['written'],
    (world, from) => {
      const { id, durable } = sentFrom(world, from);
      return durable.damagedTo > 0 && `${id} cannot read ${durable.damagedTo} of its entries`;
    },
  ),
];

const standsStill: LooseProperty<{ outage: number }> = {
  id: 'stands-still',
  kind: 'sometimes',
  title: 'For ten seconds no write is acknowledged.',
  begin: () => ({ outage: 0 }),
  sends: ['write'],
  sender: isWriter,
  send(_state, world, _from, _to, _message, report) {
    const { lastAckAt } = booksOf(world);
    if (world.now - lastAckAt > 10 * SECOND)
      report(`the last acknowledgement came at ${(lastAckAt / SECOND).toFixed(1)} s`);
  },
};

export const properties: readonly Property[] = [
  accountedFor,
  oneWriter,
  onePrimary,
  nothingLost,
  logsMatch,
  copiesAgree,
  serviceReturns,
  ...seenSometimes,
  standsStill,
] as readonly Property[];
