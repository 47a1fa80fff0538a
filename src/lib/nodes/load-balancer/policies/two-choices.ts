import { below } from '../../../sim';
import type { Policy } from '../policy';

/** The less loaded of two different targets drawn at random (Mitzenmacher 2001; Azar et al. 1999). */
export const twoChoices: Policy<null> = {
  title: 'two choices',
  help: 'draw two machines at random, take the one with fewer requests outstanding',
  open: () => null,
  pick({ eligible, outstanding, random }) {
    const n = eligible.length;
    const i = below(random, n);
    if (n === 1) return eligible[i];
    let j = below(random, n - 1);
    if (j >= i) j++;
    return outstanding[eligible[j]] < outstanding[eligible[i]] ? eligible[j] : eligible[i];
  },
};
