import type { Policy } from '../policy';

/** Round robin in proportion to declared weights, spread evenly ("smooth", as nginx does it). */
export const weighted: Policy<{ credit: number[] }> = {
  title: 'weighted',
  help: 'in turn, in proportion to each machine’s declared speed',
  open: (targets) => ({ credit: new Array<number>(targets).fill(0) }),
  pick({ eligible, weights }, { credit }) {
    let total = 0;
    let best = eligible[0];
    for (const target of eligible) {
      credit[target] += weights[target];
      total += weights[target];
      if (credit[target] > credit[best]) best = target;
    }
    credit[best] -= total;
    return best;
  },
};
