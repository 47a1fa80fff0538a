import { nodeMachine } from '../../../nodes/machine';

/** Raft's three roles, a pre-vote before standing, and two more: a replica that learns, and one that decides alone. */
export const machine = nodeMachine('replica', {
  initial: 'local',
  states: {
    local: {
      on: { TOGETHER: 'follower' },
      description:
        'nothing needs a majority: every operation is answered here or by the first replica in reach',
    },
    follower: {
      on: { TIMED_OUT: 'asking', WIPED: 'learner' },
      description: 'takes entries from the leader, sends operations on to it',
    },
    asking: {
      on: { HEARD: 'follower', PROMISED: 'candidate' },
      description:
        'hears no leader and asks whether a majority would vote for it; refuses operations',
    },
    candidate: {
      on: { HEARD: 'follower', ELECTED: 'leader', TIMED_OUT: 'asking' },
      description: 'stands in a new term',
    },
    leader: {
      on: { DEPOSED: 'follower' },
      description: 'orders operations; steps down when it hears no majority',
    },
    learner: {
      on: { CAUGHT_UP: 'follower' },
      description: 'has lost its disk and may not vote until it holds all again',
    },
  },
});
