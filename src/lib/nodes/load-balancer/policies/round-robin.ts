import type { Policy } from '../policy';

/** Each in turn. Equal counts by construction, whatever the targets can bear. */
export const roundRobin: Policy<{ next: number }> = {
  title: 'round robin',
  help: 'each machine in turn',
  open: () => ({ next: 0 }),
  pick({ eligible }, memory) {
    if (memory.next >= eligible.length) memory.next = 0;
    return eligible[memory.next++];
  },
};
