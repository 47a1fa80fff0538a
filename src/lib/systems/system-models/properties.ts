import { properties as makers, seconds, type Property } from '../../sim';
import { bears } from './nodes/votes';
import type { ModelWorld } from './world';

const { always, eventually, sometimes } = makers<ModelWorld>();

const agreement = always({
  id: 'agreement',
  title: 'Agreement: no two honest nodes decide differently.',
  step(_state, { observed: { conflicts, chosen }, at }, report) {
    if (conflicts.length === 0) return;
    const [slot] = conflicts;
    const { value, by } = chosen[slot];
    const other = at.processes.find(
      (p) =>
        p.mode.role !== 'lying' &&
        p.durable.log[slot] !== undefined &&
        p.durable.log[slot] !== value,
    );
    report(
      `decision ${slot + 1}: ${at.processes[by].label} has order ${value}, ${other?.label ?? 'another node'} another one`,
      other?.index,
    );
  },
});

const perfect = always({
  id: 'strong-accuracy',
  title:
    'Where delays are bounded and T is longer than heartbeat and bound together, only dead nodes are suspected.',
  step(_state, { observed, settings: s }, report) {
    // A heartbeat that takes all of its bound comes in the same microsecond in which as long a time-out ends.
    const covers = s.timeoutMs > s.heartbeatMs + s.boundMs;
    if (covers && observed.imperfect !== null) report(observed.imperfect);
  },
});

/** After this long without disturbance, everything that is to come has come. */
const SETTLED = seconds(20);

const completeness = eventually({
  id: 'completeness',
  title: 'Completeness: every dead node is suspected by every live one.',
  end(_state, { at, observed: o, now, settings }, report) {
    if (settings.rule === 'none') return;
    const late = settings.timeoutMs * 1000 + seconds(5);
    for (const dead of at.processes) {
      const { place } = dead.options;
      const crashed = o.crashedAt[place];
      if (crashed === null || now - crashed < late) continue;
      const fooled = at.processes.find(
        ({ mode, options }) =>
          mode.host === 'running' &&
          mode.role !== 'lying' &&
          now - o.upSince[options.place] > late &&
          o.since[options.place][place] < 0,
      );
      if (fooled) report(`${fooled.label} trusts ${dead.label}, which is dead`, fooled.index);
    }
  },
});

const accuracy = eventually({
  id: 'eventual-accuracy',
  title: 'Eventual accuracy: a live node whose heartbeats arrive is trusted again.',
  end(_state, { at, observed: o, now }, report) {
    for (const watcher of at.processes) {
      if (watcher.mode.host !== 'running' || watcher.mode.role === 'lying') continue;
      watcher.volatile.watched.forEach((watched, place) => {
        if (!watched.suspected || !o.up[place] || watched.deadline <= now) return;
        report(`${watcher.label} still suspects ${at.processes[place].label}`, watcher.index);
      });
    }
  },
});

/** Enough honest nodes have been up for long, and links undisturbed. */
function canDecide({ at, observed: o, now, settings, calm }: ModelWorld): boolean {
  if (!calm || settings.quorum > settings.nodes) return false;
  const steady = at.processes.filter(
    ({ mode, options: { place } }) =>
      mode.host === 'running' && mode.role !== 'lying' && now - o.upSince[place] > SETTLED,
  );
  return steady.length >= settings.quorum && now - o.progressAt > SETTLED;
}

const termination = eventually({
  id: 'termination',
  title: 'Termination: while a quorum is up, votes end.',
  end(_state, world, report) {
    const { at, settings, observed: o } = world;
    if (at.scheduler?.mode.role === 'by-hand' || o.chosen.length >= settings.decisions) return;
    if (canDecide(world)) report(`vote ${o.chosen.length + 1} is open in round ${o.round}`);
  },
});

const suspected = sometimes({
  id: 'false-suspicion',
  title: 'A live node is suspected.',
  step(_state, { observed: o, at }, report) {
    if (o.wrongPairs === 0) return;
    const place = o.up.findIndex((up, i) => up && o.since.some((row) => row[i] >= 0));
    report(`${at.processes[place].label} is suspected although it is alive`);
  },
});

const twoLeaders = sometimes({
  id: 'two-leaders',
  title: 'Two live nodes believe that they lead.',
  step(_state, { observed: { leaders } }, report) {
    if (leaders > 1) report(`${leaders} nodes believe that they lead`);
  },
});

const conflict = sometimes({
  id: 'conflict',
  title: 'Two nodes decide differently.',
  step(_state, { observed: { conflicts } }, report) {
    if (conflicts.length > 0) report(`decision ${conflicts[0] + 1} is not the same at all nodes`);
  },
});

const powerless = sometimes({
  id: 'powerless-leader',
  title: 'A second leader proposes, and finds no quorum.',
  step(_state, { at, observed: o }, report) {
    if (o.leaders < 2 || o.conflicts.length > 0) return;
    const second = at.processes.find(
      ({ mode, durable }) =>
        mode.role === 'leading' &&
        durable.proposed !== null &&
        durable.log.length < o.chosen.length,
    );
    if (second) report(`${second.label} proposes order ${second.durable.proposed}, too late`);
  },
});

/** A vote that has come so far is not on its way to end by itself. */
export const MANY_ROUNDS = 8;

const stalled = sometimes({
  id: 'stalled',
  title: 'A vote goes through eight rounds without a decision.',
  step(_state, { observed: o }, report) {
    if (o.round >= MANY_ROUNDS) report(`vote ${o.chosen.length + 1} is in round ${o.round}`);
  },
});

const settles = sometimes({
  id: 'settles',
  title: 'A vote that went through eight rounds ends.',
  step(_state, { observed: o }, report) {
    if (o.roundsOfLast >= MANY_ROUNDS)
      report(`decision ${o.chosen.length} took ${o.roundsOfLast} rounds`);
  },
});

const learns = sometimes({
  id: 'learns',
  title: 'After many mistakes, no live node is suspected for 10 s.',
  step(_state, { observed: o, now }, report) {
    if (o.falseSuspicions > 15 && now - o.mistakenAt > seconds(10))
      report(`there were ${o.falseSuspicions} mistakes, and none in the last 10 s`);
  },
});

const outvoted = sometimes({
  id: 'outvoted',
  title: 'A liar proposes two values, and the honest nodes agree.',
  step(_state, { observed: o, settings }, report) {
    if (o.lies > 0 && o.chosen.length > 2 && o.conflicts.length === 0)
      if (bears(settings.quorum, settings.nodes) > 0) report('liars are outvoted');
  },
});

const masked = sometimes({
  id: 'masked',
  title: 'A dead node is trusted by every live one.',
  step(_state, { observed: o, at, now, settings }, report) {
    const place = o.crashedAt.findIndex(
      (t, i) =>
        t !== null &&
        now - t > seconds(3) + 1000 * settings.timeoutMs &&
        o.since.every((row) => row[i] < 0),
    );
    if (place >= 0) report(`${at.processes[place].label} is dead, and nobody suspects it`);
  },
});

export const properties: readonly Property<ModelWorld>[] = [
  agreement,
  perfect,
  completeness,
  accuracy,
  termination,
  suspected,
  twoLeaders,
  conflict,
  powerless,
  stalled,
  settles,
  learns,
  outvoted,
  masked,
];
