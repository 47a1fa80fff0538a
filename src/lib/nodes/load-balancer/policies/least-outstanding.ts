import { below } from '../../../sim';
import type { Policy } from '../policy';

/** The target with the fewest unanswered requests: join the shortest queue. Ties are broken by chance. */
export const leastOutstanding: Policy<null> = {
  title: 'least outstanding',
  help: 'the machine with the fewest requests outstanding',
  open: () => null,
  pick({ eligible, outstanding, random }) {
    let best = eligible[0];
    let ties = 1;
    for (let i = 1; i < eligible.length; i++) {
      const target = eligible[i];
      if (outstanding[target] > outstanding[best]) continue;
      if (outstanding[target] < outstanding[best]) {
        best = target;
        ties = 1;
      } else if (below(random, ++ties) === 0) best = target;
    }
    return best;
  },
};
