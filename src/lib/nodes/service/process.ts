import type { Micros } from '../../sim';
import { fault, nodeMachine, well } from '../machine';

/**
 * A process that dies of itself and is started again by its supervisor. Death loses all that is in memory; what is on
 * disk, in a database or in a broker, stays. It sets the timer `up`, moves its node by `DIE` and `UP`, and counts in `died`.
 * Messages that come meanwhile are lost, as at a port where nobody listens.
 */
export const processMachine = (id: string, description: string) =>
  nodeMachine(id, {
    serving: well(description, { DIE: 'restarting' }),
    restarting: fault('receives nothing until its supervisor has restarted it', {
      UP: 'serving',
    }),
  });

/** A process asks the broker for messages again this often, µs: the question or the answer may have been lost. */
export const FETCH_EVERY = 500_000;

interface Mortal<V> {
  volatile: V;
  durable: { died: number };
}
interface DyingOut {
  note(text: string): void;
  become(event: 'DIE'): void;
  after(delay: Micros, name: 'up'): unknown;
}

/** Dies: its memory is `fresh` again, and it is started again after `downFor`, µs. `why` is what the log says. */
export function die<V>(
  node: Mortal<V>,
  { fresh, why, downFor }: { fresh: V; why: string; downFor: Micros },
  out: DyingOut,
): void {
  node.volatile = fresh;
  node.durable.died++;
  out.note(why);
  out.become('DIE');
  out.after(downFor, 'up');
}

/** Handlers of a role in which nobody is there. */
interface Down<N, O> {
  readonly message: 'ignores';
  timer(node: N, name: string, data: unknown, out: O): void;
}

/**
 * Until it is up again, when it does what it does at a boot. `tick` gets its other timers, of which periodic ones have to
 * be set again for its next life.
 */
export const whileDown = <N, O extends { become(event: 'UP'): void }>(
  boot: (node: N, out: O) => void,
  tick?: (node: N, name: string, out: O) => void,
): Down<N, O> => ({
  message: 'ignores',
  timer(node, name, _data, out) {
    if (name !== 'up') return tick?.(node, name, out);
    out.become('UP');
    boot(node, out);
  },
});
