import { counted, properties as makers, type Property } from '../../sim';
import type { ChainWorld } from './world';

const { eventually, never, seenOnce } = makers<ChainWorld>();

const bounded = never(
  'bounded',
  'No checkout causes more database calls than attempts to the power of the retrying layers.',
  (seen) => seen.overBound,
);
const notLate = never(
  'no-late-work',
  'Where deadlines travel, no work starts after the user gave up.',
  (seen) => seen.lateWork,
);
const once = never('charged-once', 'No order is charged twice.', (_seen, { at }) => {
  const n = at.database.durable.doubled;
  return n > 0 ? `${counted(n, 'order')} charged more than once` : null;
});

const answered = eventually({
  id: 'recovers',
  title: 'Once the database works again, checkouts succeed again.',
  end(_state, { observed: o, now, calm, at, settings }, report) {
    const quiet = calm && at.layers.every(({ mode }) => mode.host === 'running');
    if (o.troubleEnd === null || o.inTrouble || !quiet) return;
    const since = now - o.troubleEnd;
    const clicking = settings.checkouts > o.issued;
    if (since < 5e6 || !clicking || o.goodput > 0 || settings.ratePerS < 3) return;
    report(`${Math.round(since / 1e6)} s after the trouble no checkout succeeds`);
  },
});

const hidden = seenOnce('hidden', 'A retry hides an error from the user.', (o, { at }) =>
  o.paid > 0 && at.layers.some(({ durable }) => durable.retries > 0)
    ? 'a call failed, and the checkout succeeded'
    : null,
);
const amplified = seenOnce(
  'amplified',
  'One checkout causes as many database calls as it can: attempts to the power of layers.',
  (o) =>
    o.bound > 3 && o.maxCalls === o.bound
      ? `one checkout has caused ${o.maxCalls} database calls`
      : null,
);
const forNobody = seenOnce(
  'for-nobody',
  'The database works on a call whose user has gone.',
  (o) => (o.wasted > 0 ? 'nobody waits for the answer' : null),
);
const stuck = seenOnce(
  'stuck',
  'Ten seconds after the cause has gone, still no checkout succeeds.',
  (o, { now }) =>
    o.troubleEnd !== null &&
    !o.inTrouble &&
    now - o.troubleEnd >= 1e7 &&
    o.goodput === 0 &&
    o.issued > o.before.issued
      ? 'retries keep the database busy with calls that nobody waits for'
      : null,
);
const opened = seenOnce('breaker-opens', 'A circuit breaker opens.', (_seen, { at }) => {
  const layer = at.layers.find(({ mode }) => mode.role === 'open');
  return layer ? `${layer.label} stops calling` : null;
});
const dropped = seenOnce(
  'dropped',
  'The database drops a call unserved, because its deadline has passed.',
  (_seen, { at }) => (at.database.durable.expired > 0 ? 'nobody waits for it any more' : null),
);
const unaware = seenOnce(
  'charged-not-told',
  'An order is charged, and its user sees a failure.',
  (o) => (o.unaware > 0 ? 'the answer came too late or was lost' : null),
);
const twice = seenOnce('charged-twice', 'An order is charged twice.', (_seen, { at }) =>
  at.database.durable.doubled > 0 ? 'the retry was a second order to the database' : null,
);
const better = seenOnce(
  'fails-alone',
  'A checkout fails in the chain, and the same one succeeds in one process.',
  (_seen, { at }) => {
    const [chain, whole] = at.users.durable.outcomes;
    return at.whole !== null && chain.failed + chain.unknown > whole.failed + whole.unknown
      ? 'fewer links, fewer ways to fail'
      : null;
  },
);

export const properties: readonly Property<ChainWorld>[] = [
  bounded,
  notLate,
  once,
  answered,
  hidden,
  amplified,
  forNobody,
  stuck,
  opened,
  dropped,
  unaware,
  twice,
  better,
];
