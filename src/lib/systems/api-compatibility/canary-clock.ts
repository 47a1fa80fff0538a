import type { Get, Install, Reply, Weigh } from './nodes/users-api/messages';
import type { Micros, LooseProperty } from '../../sim';
import { pipelineOf } from './measures';
import { AT } from './topology';

interface Answered {
  readonly at: Micros;
  readonly took: Micros;
  readonly isCanary: boolean;
}

interface Clock {
  /** Epoch of the newest weights, and whether they are those of a canary. */
  epoch: number;
  isWatched: boolean;
  asked: Record<number, Micros>;
  answered: Answered[];
}

/** Answers younger than this may not be known to the pipeline yet, which asks twice an hour, µs. */
const FRESH: Micros = 750_000;
/** So many on both sides, and so many times as slow, is beyond doubt. */
const SEEN = 8;
const FAR = 4;

const mean = (all: readonly Answered[]): number =>
  all.reduce((sum, a) => sum + a.took, 0) / all.length;

/** Takes the times at the router itself, and does not trust the counts that the pipeline gets. */
export const isSlower: LooseProperty<Clock> = {
  id: 'canary-judged',
  kind: 'always',
  title: 'No release goes on from a canary four times as slow.',
  begin: () => ({ epoch: -1, isWatched: false, asked: {}, answered: [] }),
  // The order is judged when it is given: it may lie at a paused instance until it has been taken back.
  sends: ['install'],
  sender: (id) => id === 'pipeline',
  send(state, world, _from, to, message, report) {
    const { version } = message as Install;
    const { live } = pipelineOf(world).durable;
    const isNew = version.changes.some((c) => !live.changes.some((l) => l.id === c.id));
    if (to === AT.instances || !isNew || !state.isWatched) return;
    const known = state.answered.filter((a) => a.at <= world.now - FRESH);
    const [canary, others] = [true, false].map((is) => known.filter((a) => a.isCanary === is));
    if (canary.length < SEEN || others.length < SEEN) return;
    const times = mean(canary) / mean(others);
    if (times > FAR)
      report(`release ${version.no} goes on, and its canary is ${times.toFixed(1)} times as slow`);
  },
  delivers: ['weigh', 'get', 'page', 'user', 'not-found'],
  receiver: (id) => id === 'router',
  deliver(state, world, from, _to, message) {
    if (message.type === 'weigh') {
      const { epoch, canary } = message as Weigh;
      if (epoch <= state.epoch) return;
      state.epoch = epoch;
      state.isWatched = canary >= 0;
      state.answered = [];
      state.asked = {};
    } else if (!state.isWatched) return;
    else if (message.type === 'get') state.asked[(message as Get).id] = world.now;
    else {
      const { id } = message as Reply;
      const at = state.asked[id];
      delete state.asked[id];
      if (at === undefined) return;
      const isCanary = from === AT.instances;
      state.answered.push({ at: world.now, took: world.now - at, isCanary });
    }
  },
};
