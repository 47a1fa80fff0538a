import { observer as makeObserver, type Show, type World } from '../../sim';
import { fact } from '../drawn';
import type { Observed } from './observed';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;
type Fact = 'duplicates' | 'missing';

const begin = (): Observed => ({
  judged: 0,
  right: 0,
  had: new Set(),
  duplicates: 0,
  missing: 0,
  wrong: null,
  trusted: 0,
  lostForGood: null,
  lastRightAt: 0,
  finishedAt: null,
});

/** Judges one payload by what came before it: the next one, one that was there already, or one too far ahead. */
function judge(seen: Observed, world: Bare, payload: number, show: Show<Fact>): void {
  const place = seen.judged++;
  const { index } = world.at.receiver;
  const expected = seen.had.size + seen.missing;
  if (payload !== place) seen.wrong ??= { place, payload };
  else if (seen.wrong === null) {
    seen.right++;
    seen.lastRightAt = world.now;
  }
  if (seen.had.has(payload)) return show(index, 'duplicates', ++seen.duplicates);
  seen.had.add(payload);
  if (payload === expected) return;
  // What was skipped can still come: it is late then, and no longer missing.
  seen.missing += payload > expected ? payload - expected : -1;
  show(index, 'missing', seen.missing);
}

function step(seen: Observed, world: Bare, show: Show<Fact>): void {
  const { receiver, sender } = world.at;
  const { delivered } = receiver.durable;
  while (seen.judged < delivered.length) judge(seen, world, delivered[seen.judged], show);
  const { base } = sender.durable.state;
  for (; seen.trusted < base; seen.trusted++)
    if (!seen.had.has(seen.trusted)) seen.lostForGood ??= seen.trusted;
  if (sender.mode.role === 'finished') seen.finishedAt ??= world.now;
}

export const observer = makeObserver<Bare>()({
  facts: {
    duplicates: fact.count('duplicates', {
      tag: 'fault',
      text: (n) => (n > 0 ? `twice: ${n}` : ''),
      says: (n) => `messages that the application was given a second time: ${n}`,
    }),
    missing: fact.count('missing', {
      tag: 'fault',
      text: (n) => (n > 0 ? `missing: ${n}` : ''),
      says: (n) => `messages that were skipped: ${n}`,
    }),
  },
  begin,
  step,
});
