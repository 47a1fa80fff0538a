import { properties as makers, sum, type Property } from '../../sim';
import { Side } from './observer';
import { objectsIn } from './survivors';
import type { PartitionWorld as W, ReplicaNode } from './world';

const { sometimes } = makers<W>();

/** Seen in an answer, or in the replica that gives it: the sentence that says so, or `false`. */
const inAnswers = (
  id: string,
  title: string,
  seen: (world: W, replica: ReplicaNode) => string | false,
): Property<W> =>
  sometimes({
    id,
    title,
    sends: ['done', 'declined', 'refused'],
    senders: ['replicas'],
    send(_state, world, from, _to, _message, report) {
      const why = seen(world, world.as('replicas', from));
      if (why !== false) report(why);
    },
  });

const minorityRefuses = sometimes({
  id: 'minority-refuses',
  title: 'A replica refuses because it cannot reach a majority.',
  sends: ['refused'],
  send(_state, world, from, _to, _message, report) {
    report(`${world.nodes[from].label} refuses at once: its client knows that nothing happened`);
  },
});

const bothSidesWrite = inAnswers(
  'both-sides-write',
  'Both sides of a cut acknowledge updates.',
  (world) => {
    if (world.calm) return false;
    const { flow } = world.observed;
    const [few, many] = [Side.Minority, Side.Majority].map((side) =>
      sum(objectsIn(world).map((id) => flow[id].updates[side])),
    );
    return (
      few > 10 &&
      many > 10 &&
      `${many} updates so far on the majority side, ${few} on the minority side`
    );
  },
);

const staleRead = inAnswers(
  'stale-read',
  'A read misses an update that was acknowledged before it began.',
  ({ observed: { staleReads } }) =>
    staleReads > 0 && 'the replica that answered had not received the update',
);

const lostUpdate = inAnswers(
  'lost-update',
  'An acknowledged update is dropped.',
  (_world, { label, durable: { dropped } }) =>
    dropped > 0 && `${label} keeps the version with the later timestamp and drops the other`,
);

const overdraft = inAnswers(
  'overdraft',
  'The wallet pays out more than it holds.',
  ({ observed }) =>
    observed.overdraft > 0 && 'counting both sides, more has been paid out than was there',
);

const leaderChanges = sometimes({
  id: 'leader-changes',
  title: 'Another replica becomes leader.',
  sends: ['append', 'heartbeat'],
  send(_state, world, from, _to, _message, report) {
    const { label, mode, durable } = world.as('replicas', from);
    if (mode.role === 'leader' && durable.term > 1) report(`${label} leads term ${durable.term}`);
  },
});

const twoBelieve = sometimes({
  id: 'two-believe',
  title: 'A replica still believes that it leads, although another leads a later term.',
  sends: ['append', 'heartbeat'],
  send(_state, world, from, _to, { term }, report) {
    for (const { label, mode, durable } of world.at.replicas)
      if (mode.role === 'leader' && durable.term > term)
        report(
          `${world.nodes[from].label} believes it leads term ${term}, while ${label} leads term ${durable.term}`,
        );
  },
});

/** What scenarios are there to show. */
export const anomalies: readonly Property<W>[] = [
  minorityRefuses,
  bothSidesWrite,
  staleRead,
  lostUpdate,
  overdraft,
  leaderChanges,
  twoBelieve,
];
