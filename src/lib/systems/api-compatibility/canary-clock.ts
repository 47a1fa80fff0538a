import { mean, properties, type Micros } from '../../sim';
import { newIn } from './releases';
import type { ApiWorld } from './world';

interface Answered {
  readonly at: Micros;
  readonly took: Micros;
  readonly isCanary: boolean;
}

interface Clock {
  /** Epoch of the newest weights, and whether they are those of a canary. */
  epoch: number;
  isWatched: boolean;
  asked: Map<number, Micros>;
  answered: Answered[];
}

/** Answers younger than this may not be known to the pipeline yet, which asks twice an hour, µs. */
const FRESH: Micros = 750_000;
/** So many on both sides, and so many times as slow, is beyond doubt. */
const SEEN = 8;
const FAR = 4;

const meanOf = (all: readonly Answered[]): number => mean(all.map((a) => a.took));

/** Takes the times at the router itself, and does not trust the counts that the pipeline gets. */
export const isSlower = properties<ApiWorld>().always({
  id: 'canary-judged',
  title: 'No release goes on from a canary that is four times as slow.',
  begin: (): Clock => ({ epoch: -1, isWatched: false, asked: new Map(), answered: [] }),
  // The order is judged when it is given: it may lie at a paused instance until it has been taken back.
  sends: ['install'],
  senders: ['pipeline'],
  send(clock, world, _from, to, message, report) {
    if (message.type !== 'install') return;
    const [first] = world.at.instances;
    if (to === first.index || newIn(world, message.version).length === 0 || !clock.isWatched)
      return;
    const known = clock.answered.filter((a) => a.at <= world.now - FRESH);
    const canary = known.filter((a) => a.isCanary);
    const others = known.filter((a) => !a.isCanary);
    if (canary.length < SEEN || others.length < SEEN) return;
    const times = meanOf(canary) / meanOf(others);
    if (times > FAR)
      report(
        `release ${message.version.no} goes on although its canary is ${times.toFixed(1)} times as slow`,
      );
  },
  delivers: ['weigh', 'get', 'page', 'user', 'not-found'],
  receivers: ['router'],
  deliver(clock, world, from, _to, message) {
    if (message.type === 'install') return;
    if (message.type === 'weigh') {
      const { epoch, canary } = message;
      if (epoch <= clock.epoch) return;
      clock.epoch = epoch;
      clock.isWatched = canary !== null;
      clock.answered = [];
      clock.asked.clear();
    } else if (!clock.isWatched) return;
    else if (message.type === 'get') clock.asked.set(message.id, world.now);
    else {
      const at = clock.asked.get(message.id);
      if (at === undefined) return;
      clock.asked.delete(message.id);
      const isCanary = from === world.at.instances[0].index;
      clock.answered.push({ at: world.now, took: world.now - at, isCanary });
    }
  },
});
