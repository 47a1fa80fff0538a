import { counted, properties as makers, type Property } from '../../sim';
import { compareHybrids, compareVectors, holdsTime } from './nodes/stamps';
import { idOf, precedes, type Loss, type Written } from './observer';
import { writerName } from './topology';
import type { ClocksWorld as W } from './world';

const { always, eventually, sometimes } = makers<W>();

const name = (w: Written): string => `write ${w.seq} of ${writerName(w.by)}`;

/** Told of each write once, when it has just been made, with those before it. */
const atWrites = (
  id: string,
  title: string,
  wrong: (before: Written, after: Written) => string | false,
): Property<W> =>
  always({
    id,
    title,
    begin: () => ({ last: '' }),
    sends: ['put'],
    send(state, { observed: { recent, last } }, _from, _to, put, report) {
      const written = last;
      if (written === null || idOf(written) !== idOf(put) || state.last === idOf(put)) return;
      state.last = idOf(put);
      for (const before of recent) {
        const why = before !== written && wrong(before, written);
        if (why) report(why);
      }
    },
  });

const lamportRises = atWrites(
  'lamport-rises',
  'If one write happened before another, its Lamport stamp is smaller.',
  (a, b) =>
    precedes(a, b) &&
    a.stamps.lamport >= b.stamps.lamport &&
    `${name(a)} has Lamport stamp ${a.stamps.lamport}, and ${name(b)}, which depends on it, ${b.stamps.lamport}`,
);

const hybridRises = atWrites(
  'hybrid-rises',
  'If one write happened before another, its hybrid stamp is smaller.',
  (a, b) =>
    precedes(a, b) &&
    compareHybrids(a.stamps.hybrid, b.stamps.hybrid) >= 0 &&
    `${name(b)} depends on ${name(a)} and has no larger hybrid stamp`,
);

const vectorsExact = atWrites(
  'vectors-exact',
  'Vectors order two writes exactly if one happened before the other.',
  (a, b) => {
    const order = compareVectors(a.stamps.vector, b.stamps.vector);
    const truth = precedes(a, b);
    if ((order === -1) === truth && order !== 0 && order !== 1) return false;
    const vectors = `${a.stamps.vector.join('·')} and ${b.stamps.vector.join('·')}`;
    return `${name(a)} and ${name(b)} have vectors ${vectors}, and ${truth ? 'the first happened before the second' : 'neither knew of the other'}`;
  },
);

const hybridNear = always({
  id: 'hybrid-near',
  title: 'A hybrid stamp’s time is never ahead of the fastest clock read so far.',
  sends: ['put'],
  send(_state, { observed: { fastest, last } }, _from, _to, put, report) {
    if (last && idOf(last) === idOf(put) && put.stamps.hybrid.l > fastest)
      report(`${name(last)} is stamped ahead of every clock that was read`);
  },
});

const lossText = ({ replica, lost, kept }: Loss): string =>
  `${replica} keeps ${name(kept)} and drops ${name(lost)}, which had replaced it`;

const laterStays = always({
  id: 'later-stays',
  title: 'No write is lost to one that it had replaced.',
  sends: ['stored'],
  send(_state, { observed: { loss } }, _from, _to, _message, report) {
    if (loss) report(lossText(loss));
  },
});

const syncBounded = always({
  id: 'sync-bounded',
  title: 'After an exchange with the time server, no clock is off by more than its error bound.',
  sends: ['ask-time', 'put'],
  send(_state, { observed: { sync } }, _from, _to, _message, report) {
    if (sync.violations > 0) report(sync.why);
  },
  end(_state, { observed: { sync } }, report) {
    if (sync.violations > 0) report(sync.why);
  },
});

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every write is stored, refused or still under way.',
  end(_state, world, report) {
    for (const { label, durable: d } of world.at.writers)
      if (d.seq !== d.stored + d.refused + d.open.size)
        report(
          `${label} made ${counted(d.seq, 'write')}, of which ${d.stored + d.refused + d.open.size} are stored, refused or under way`,
        );
  },
});

const heldBy = (world: W, replica: number): string =>
  JSON.stringify(
    [...world.at.replicas[replica].durable.held]
      .map(([key, held]) => `${key} ${held.map(idOf).sort().join()}`)
      .sort(),
  );

const replicasAgree = eventually({
  id: 'replicas-agree',
  title: 'When every write has been answered, both replicas hold the same versions.',
  end(_state, world, report) {
    const isOpen = world.at.writers.some((w) => w.durable.open.size > 0 || w.durable.refused > 0);
    if (!isOpen && heldBy(world, 0) !== heldBy(world, 1))
      report('the two replicas hold different versions');
  },
});

/** Seen as soon as the observer has noted it. */
const onceNoted = (id: string, title: string, seen: (world: W) => string | false): Property<W> =>
  sometimes({
    id,
    title,
    sends: ['stored', 'put', 'refused'],
    send(_state, world, _from, _to, _message, report) {
      const why = seen(world);
      if (why) report(why);
    },
  });

const anomalies: readonly Property<W>[] = [
  onceNoted(
    'later-lost',
    'A write is lost to one that it had replaced.',
    ({ observed: { loss } }) => loss !== null && lossText(loss),
  ),
  onceNoted(
    'own-lost',
    'A writer’s next write loses to its own previous one.',
    ({ observed: { ownLoss } }) => ownLoss !== null && lossText(ownLoss),
  ),
  onceNoted(
    'conflict-shown',
    'Concurrent writes are recognised, and both are kept.',
    ({ observed: { pairs } }) => pairs.found > 0 && 'neither vector is the larger one',
  ),
  onceNoted(
    'conflict-hidden',
    'A concurrent write is dropped, and nobody is told.',
    ({ observed: { dropped } }) =>
      dropped.hidden[0] > 0 && 'stamps of one line order what has no order',
  ),
  onceNoted(
    'clock-poisoned',
    'A stamp of a writer whose clock is right lies more than a second ahead of true time.',
    ({ observed: { worstStamp }, settings: { order } }) =>
      worstStamp > 1e6 &&
      holdsTime(order) &&
      'it has counted on from the stamp of a clock that is wrong',
  ),
  onceNoted(
    'shut-out',
    'A writer is shut out because its stamp is too far ahead.',
    ({ at }) => at.writers.some((w) => w.mode.role === 'shut-out') && 'its stamp was refused',
  ),
  onceNoted(
    'others-go-on',
    'Writers go on while another one is down.',
    ({ at, observed: { last } }) =>
      last !== null &&
      at.writers.some((w) => w.mode.host === 'crashed') &&
      `${name(last)} was made meanwhile`,
  ),
];

export const properties: readonly Property<W>[] = [
  accountedFor,
  laterStays,
  lamportRises,
  vectorsExact,
  hybridRises,
  hybridNear,
  syncBounded,
  replicasAgree,
  ...anomalies,
];
