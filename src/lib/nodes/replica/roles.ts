import { nodeMachine } from '../machine';

/** Raft's three roles, a pre-vote before standing, and two more: a replica that learns, and one that decides alone. */
export const machine = nodeMachine('replica', {
  initial: 'follower',
  states: {
    follower: {
      on: { TIMED_OUT: 'asking', LOST_DISK: 'learner', APART: 'local' },
      description: 'takes entries from the leader, sends operations on to it',
    },
    asking: {
      on: { HEARD: 'follower', PROMISED: 'candidate', LOST_DISK: 'learner', APART: 'local' },
      description:
        'hears no leader and asks whether a majority would vote for it; refuses operations',
    },
    candidate: {
      on: { HEARD: 'follower', ELECTED: 'leader', TIMED_OUT: 'asking', LOST_DISK: 'learner' },
      description: 'stands in a new term',
    },
    leader: {
      on: { DEPOSED: 'follower', LOST_DISK: 'learner' },
      description: 'orders operations; steps down when it hears no majority',
    },
    learner: {
      on: { CAUGHT_UP: 'follower', APART: 'local' },
      description: 'has lost its disk and may not vote until it holds all again',
    },
    local: {
      on: { TOGETHER: 'follower' },
      description:
        'nothing needs a majority: every operation is answered here or by the first replica in reach',
    },
  },
});
