import { observer as makeObserver, sum, type World } from '../../sim';
import { changes, type Shown } from '../facts';
import { fact } from '../drawn';
import type { Observed } from './observed';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;
type Process = Bare['at']['processes'][number];
type Fact = 'suspected' | 'conflict';
type Tell = (place: number, fact: Fact, value: number) => void;

interface Notes extends Observed {
  readonly shown: Shown<Fact>;
}

const begin = ({ at }: Bare): Notes => {
  const every = <T>(value: T): T[] => at.processes.map(() => value);
  return {
    looked: every(-1),
    up: every(true),
    paused: every(false),
    upSince: every(0),
    crashedAt: every<number | null>(null),
    liars: every(false),
    since: at.processes.map(() => every(-1)),
    pairs: 0,
    wrongPairs: 0,
    countedAt: 0,
    watchedTime: 0,
    wrongTime: 0,
    falseSuspicions: 0,
    mistakenAt: 0,
    imperfect: null,
    detections: [],
    missed: 0,
    chosen: [],
    conflicts: [],
    conflictsOf: every(0),
    decided: every(0),
    progressAt: 0,
    round: 0,
    mostRounds: 0,
    roundsOfLast: 0,
    leaders: 0,
    disturbedAt: 0,
    lies: 0,
    shown: new Map(),
  };
};

/** Which suspicions of a dead node have lasted, and which never came: judged when it is back, or at the end. */
export function detectionsOf(seen: Observed, place: number): { times: number[]; missed: number } {
  const crashed = seen.crashedAt[place];
  if (crashed === null) return { times: [], missed: 0 };
  const watchers = seen.since.filter((_, i) => i !== place && seen.up[i]);
  const times = watchers.filter((s) => s[place] >= 0).map((s) => Math.max(0, s[place] - crashed));
  return { times, missed: watchers.length - times.length };
}

function notePair(seen: Notes, world: Bare, watcher: Process, place: number): void {
  const since = seen.since[watcher.options.place];
  const watched = watcher.volatile.watched[place];
  const suspects = watched.suspected && seen.up[watcher.options.place];
  if (suspects === since[place] >= 0) return;
  since[place] = suspects ? world.now : -1;
  if (!suspects || !seen.up[place]) return;
  seen.falseSuspicions++;
  seen.mistakenAt = world.now;
  const { timeoutMs, heartbeatMs, boundMs } = world.settings;
  const settled = (timeoutMs + heartbeatMs + boundMs) * 1000;
  const from = Math.max(seen.disturbedAt, seen.upSince[place], seen.upSince[watcher.options.place]);
  if (world.now - from > settled && !seen.paused[place])
    seen.imperfect ??= `${watcher.label} suspects ${world.at.processes[place].label}, which is alive`;
}

function noteHost(seen: Notes, world: Bare, place: number): void {
  const { host } = world.at.processes[place].mode;
  const up = host !== 'crashed';
  if (up && !seen.up[place]) {
    const { times, missed } = detectionsOf(seen, place);
    seen.detections.push(...times);
    seen.missed += missed;
    seen.crashedAt[place] = null;
    seen.upSince[place] = world.now;
  } else if (!up && seen.up[place]) seen.crashedAt[place] = world.now;
  if (seen.paused[place] && host !== 'paused') seen.upSince[place] = world.now;
  seen.paused[place] = host === 'paused';
  seen.up[place] = up;
}

function noteDecisions(seen: Notes, world: Bare, { options, durable }: Process): void {
  const { place } = options;
  for (let slot = seen.decided[place]; slot < durable.log.length; slot++) {
    const value = durable.log[slot];
    const first = seen.chosen[slot];
    seen.progressAt = world.now;
    if (!first) {
      seen.chosen[slot] = { value, by: place };
      seen.roundsOfLast = seen.round;
      seen.round = 0;
    } else if (first.value !== value) {
      seen.conflictsOf[place]++;
      if (!seen.conflicts.includes(slot)) {
        seen.conflicts.push(slot);
        seen.conflictsOf[first.by]++;
      }
    }
  }
  seen.decided[place] = durable.log.length;
}

/** Counts what has gone on since it last counted, and how many pairs there are from now on. */
function account(seen: Notes, world: Bare): void {
  const passed = world.now - seen.countedAt;
  seen.watchedTime += passed * seen.pairs;
  seen.wrongTime += passed * seen.wrongPairs;
  seen.countedAt = world.now;
  const live = seen.up.filter(Boolean).length;
  seen.pairs = live * (live - 1);
  seen.wrongPairs = sum(
    seen.since.map((row) => row.filter((s, place) => s >= 0 && seen.up[place]).length),
  );
}

function look(seen: Notes, world: Bare, tell: Tell): void {
  const { processes } = world.at;
  processes.forEach((_, place) => noteHost(seen, world, place));
  for (const process of processes) {
    const { place } = process.options;
    if (process.mode.role === 'lying') seen.liars[place] = true;
    else noteDecisions(seen, world, process);
    for (let other = 0; other < processes.length; other++)
      if (other !== place) notePair(seen, world, process, other);
    if (process.durable.log.length === seen.chosen.length)
      seen.round = Math.max(seen.round, process.durable.round);
    seen.mostRounds = Math.max(seen.mostRounds, seen.round);
  }
  seen.leaders = processes.filter(
    (p) => p.mode.role === 'leading' && p.mode.host !== 'crashed',
  ).length;
  account(seen, world);
  processes.forEach((_, place) => {
    const by = seen.since.filter((row) => row[place] >= 0).length;
    tell(place, 'suspected', seen.up[place] ? by : 0);
    tell(place, 'conflict', seen.conflictsOf[place]);
  });
}

/** What differs when there is anything to look at. */
const stateOf = ({ mode, durable }: Process): number =>
  durable.changes * 8 +
  (mode.host === 'crashed' ? 4 : mode.host === 'paused' ? 2 : 0) +
  (mode.role === 'leading' ? 1 : 0);

export const observer = makeObserver<Bare>()({
  facts: {
    conflict: fact.count('conflicts', {
      tag: 'fault',
      text: (n) => (n > 0 ? `conflicts: ${n}` : ''),
      says: (n) => `decisions that differ from another node’s: ${n}`,
    }),
    suspected: fact.count('suspected', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `suspected by ${n}` : ''),
      says: (n) => `nodes that take it for dead although it is alive: ${n}`,
    }),
  },
  begin,
  sends: ['proposal'],
  senders: ['processes'],
  send(seen, world, from, _to, { by }) {
    if (world.as('processes', from).mode.role === 'lying' && world.at.processes[by].index === from)
      seen.lies++;
  },
  step(seen, world, show) {
    const { processes } = world.at;
    const isCalm = world.calm && world.settings.delays === 'bounded' && world.at.scheduler === null;
    if (!isCalm) seen.disturbedAt = world.now;
    let isSame = true;
    for (let i = 0; i < processes.length; i++) {
      const state = stateOf(processes[i]);
      if (state === seen.looked[i]) continue;
      seen.looked[i] = state;
      isSame = false;
    }
    if (isSame) return;
    const changed = changes(seen.shown, show);
    look(seen, world, (place, fact, value) => changed(processes[place].index, fact, value));
  },
});
