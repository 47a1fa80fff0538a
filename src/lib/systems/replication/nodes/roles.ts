import type { LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Database } from './options';
import { freshMemory } from './memory';

export const machine = nodeMachine('database', {
  initial: 'standby',
  states: {
    standby: {
      on: { PROMOTED: 'fenced', DAMAGED: 'failed' },
      description: 'writes down what the primary ships',
    },
    fenced: {
      on: { LEASED: 'primary', DEPOSED: 'standby', DAMAGED: 'failed' },
      description: 'leads an epoch and holds no lease at present: takes no writes',
    },
    primary: {
      on: { LEASE_OVER: 'fenced', DEPOSED: 'standby', DAMAGED: 'failed' },
      description: 'takes writes and ships its log',
    },
    failed: { description: 'its checksums do not match what the disk holds: it has stopped' },
  },
});

/** Whether it is the writer of its epoch, allowed to act at present or not. */
export const leads = ({ mode }: Database): boolean =>
  mode.role === 'primary' || mode.role === 'fenced';

/** A newer epoch has begun. Writers who still wait for an answer get none: nobody can say what became of their writes. */
export function standDown(node: Database, out: LooseOut): void {
  const { copies, monitors } = node.options;
  out.become('DEPOSED');
  node.volatile = freshMemory(copies.length, monitors.length);
}
