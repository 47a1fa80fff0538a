import { normal, openStream, type Stream } from '../../sim';
import { pauseAfter, type Backoff } from './nodes/policy';

/** One hop of the network, ms: normal with this mean and deviation, never below 0. */
const HOP = { mean: 10, deviation: 2 };
/** The pause after a first failure (the simulator’s base of 5 ms, doubled once by then), and the longest one, ms. */
const PAUSE = { first: 10, most: 2000 };

/** What is to happen, earliest first where one is taken. */
interface Next {
  readonly at: number;
  readonly then: (at: number) => void;
}

function takeEarliest(pending: Next[]): Next {
  let first = 0;
  pending.forEach(({ at }, i) => {
    if (at < pending[first].at) first = i;
  });
  return pending.splice(first, 1)[0];
}

/**
 * Writes to one row that all `clients` make until each has succeeded once, under optimistic concurrency: read the version,
 * write with it, pause and begin again where another was quicker. The experiment of M. Brooker, Exponential Backoff And
 * Jitter (2015), with this system's own pauses. Returns how many writes were tried.
 */
export function writesTried(clients: number, backoff: Backoff, seed: number): number {
  const random = openStream(seed, 'contention');
  const pending: Next[] = [];
  const hop = (r: Stream): number => Math.abs(HOP.mean + HOP.deviation * normal(r));
  const later = (at: number, delay: number, then: Next['then']): void => {
    pending.push({ at: at + delay, then });
  };
  let version = 0;
  let tried = 0;
  const attempt = (from: number, failures: number): void =>
    later(from, hop(random), (read) => {
      const seen = version;
      later(read, hop(random) + hop(random), (write) => {
        tried++;
        if (seen === version) version++;
        else {
          const answered = write + hop(random);
          const pause = pauseAfter(backoff, failures + 1, PAUSE.first, PAUSE.most, random);
          later(answered, pause, (again) => attempt(again, failures + 1));
        }
      });
    });
  for (let client = 0; client < clients; client++) attempt(0, 0);
  while (pending.length > 0) {
    const { at, then } = takeEarliest(pending);
    then(at);
  }
  return tried;
}
