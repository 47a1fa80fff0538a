import { agreement, endOf, lastEpoch } from '../../nodes/store/timeline';
import { grouped, ms, properties as makers, SECOND } from '../../sim';
import type { NodeRef, Property, Report } from '../../sim';
import { reportUnaccounted } from '../accounts';
import { anomalies } from './anomalies';
import { authority, servingIn } from './histories';
import type { Copy, ReplicationWorld as W } from './world';

const { always, eventually } = makers<W>();

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every write is accounted for: acknowledged, refused, timed out or still open.',
  end: (_state, { at }, report) => reportUnaccounted(at.writers, 'writes', report),
});

const oneWriter = always({
  id: 'one-writer-per-epoch',
  title: 'No epoch has two primaries.',
  begin: (): Record<number, NodeRef> => ({}),
  sends: ['wal'],
  send(writerOf, { nodes }, from, _to, { epoch }, report) {
    const other = (writerOf[epoch] ??= from);
    if (other !== from)
      report(`${nodes[from].label} and ${nodes[other].label} both write epoch ${epoch}`);
  },
});

const onePrimary = always({
  id: 'one-primary',
  title: 'Once a new primary has acknowledged a write, no older primary acknowledges one.',
  begin: () => ({ epoch: 0, label: '' }),
  sends: ['written'],
  send(newest, { nodes }, from, _to, { epoch }, report) {
    const { label } = nodes[from];
    if (epoch < newest.epoch)
      report(
        `${label} acknowledges a write in epoch ${epoch}, although ${newest.label} already leads epoch ${newest.epoch}`,
      );
    else Object.assign(newest, { epoch, label });
  },
});

/**
 * Where the surviving history ends before what writers were told of. It names positions, which stay true: how many
 * writes that makes may grow for as long as a replaced primary goes on.
 */
function lookForLoss(world: W, report: Report): void {
  const top = authority(world);
  const { log } = top.durable;
  for (const { epoch, highest, by } of world.observed.byEpoch) {
    const end = endOf(log, epoch);
    if (highest > end)
      report(
        `${world.nodes[by].label} acknowledged up to entry ${grouped(highest)} of epoch ${epoch}; the log of ${top.label}, in epoch ${lastEpoch(log)}, has it only up to ${grouped(end)}`,
        by,
      );
  }
}

const nothingLost = always({
  id: 'nothing-lost',
  title: 'No acknowledged write is lost in a fail-over.',
  begin: () => ({ newest: 0 }),
  sends: ['wal'],
  send(state, world, _from, _to, { epoch }, report) {
    if (epoch <= state.newest) return;
    state.newest = epoch;
    if (epoch > 1) lookForLoss(world, report);
  },
  delivers: ['written'],
  deliver(state, world, from, _to, message, report) {
    if (message.type !== 'written' || message.epoch === state.newest) return;
    const { epoch, index } = message;
    const { label, durable } = authority(world);
    if (index > endOf(durable.log, epoch))
      report(
        `${world.nodes[from].label} acknowledges entry ${grouped(index)} of epoch ${epoch}, which ${label}, in epoch ${lastEpoch(durable.log)}, does not have`,
        from,
      );
  },
  end: (_state, world, report) => lookForLoss(world, report),
});

/** Compares the entries themselves, up to where the two logs' histories say that they are the same. 0: no difference. */
function firstDifference({ durable: { log: a } }: Copy, { durable: { log: b } }: Copy): number {
  const agreed = agreement(a, b);
  for (let i = 0; i < agreed; i++) if (a.rows[i] !== b.rows[i]) return i + 1;
  return 0;
}

function compareLogs({ at: { copies } }: W, report: Report): void {
  const [first, ...rest] = copies;
  for (const copy of rest) {
    const at = firstDifference(first, copy);
    if (at > 0) report(`entry ${at} differs between ${first.label} and ${copy.label}`);
  }
}

const logsMatch = always({
  id: 'logs-match',
  title: 'Where two logs share an epoch, they hold the same entries.',
  sends: ['promote'],
  send: (_state, world, _from, _to, _message, report) => compareLogs(world, report),
  end: (_state, world, report) => compareLogs(world, report),
});

/** Time without faults after which copies ought to be equal and writes be taken, µs, beyond what a fail-over takes. */
const SETTLED_AFTER = SECOND;

const isWell = (world: W): boolean =>
  world.calm &&
  world.nodes.every(({ mode }) => mode.host === 'running') &&
  world.at.copies.every(({ mode }) => mode.role !== 'failed');

/** The last moment at which something was broken. */
const troubles = {
  begin: () => ({ troubledAt: 0 }),
  sends: ['heartbeat', 'write', 'announce'],
  send(state: { troubledAt: number }, world: W) {
    if (!isWell(world)) state.troubledAt = world.now;
  },
} as const;

/** Long enough for a primary to be missed, replaced, and missed again. */
const isSettled = (world: W, troubledAt: number): boolean =>
  isWell(world) && world.now - troubledAt > SETTLED_AFTER + 3 * ms(world.settings.detectMs);

const copiesAgree = eventually({
  id: 'copies-agree',
  title: 'Once the network is healed, every copy converges to the same log.',
  ...troubles,
  end(state, world, report) {
    if (!isSettled(world, state.troubledAt)) return;
    const { mode, lagMs, ratePerSecond } = world.settings;
    const top = authority(world);
    const behind = mode === 'async' ? lagMs / 1000 : 0;
    const allowed = 2 * ratePerSecond * (behind + 1);
    for (const { label, durable } of world.at.copies) {
      const agreed = agreement(durable.log, top.durable.log);
      if (agreed < durable.log.length || agreed < top.durable.log.length - allowed)
        report(
          `${label} shares ${grouped(agreed)} entries with ${top.label}, which has ${grouped(top.durable.log.length)}`,
        );
    }
  },
});

const serviceReturns = eventually({
  id: 'service-returns',
  title: 'Once the network is healed, some primary takes writes.',
  ...troubles,
  end(state, world, report) {
    if (isSettled(world, state.troubledAt) && servingIn(world) === null)
      report('no fault is left, and no copy takes writes');
  },
});

export const properties: readonly Property<W>[] = [
  accountedFor,
  oneWriter,
  onePrimary,
  nothingLost,
  logsMatch,
  copiesAgree,
  serviceReturns,
  ...anomalies,
];
