import { below } from '../../../sim';
import type { Policy } from '../policy';

/** Any, with equal chances. Needs no memory, so many balancers can use it side by side. */
export const random: Policy<null> = {
  title: 'random',
  help: 'any machine, with equal chances',
  open: () => null,
  pick: ({ eligible, random: stream }) => eligible[below(stream, eligible.length)],
};
