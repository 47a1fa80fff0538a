import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEPT, noAnswers, placeOf, remember } from './answered';
import { addAt, copyOf, emptyCounter, mergeCounter, updatesIn, valueOf } from './counter';
import { append, cutAfter, emptyLog, entryAt, foldUpTo } from './log';
import { from, lastIndex, lastTerm, termAt } from './log';
import { droppedBy, firstVersion, updatesOf, wins, written } from './lww';
import { changeAt, changesIn, changesSince, emptySet, forgetSeen, take } from './or-set';
import type { OrSet } from './or-set';
import { countOf, majorityOf, needed, reachedBy } from './quorum';

const REPLICAS = 3;
const replica = fc.integer({ min: 0, max: REPLICAS - 1 });

describe('write-ahead log', () => {
  const filled = (terms: number[]) => {
    const log = emptyLog<number>();
    terms.forEach((term, i) => append(log, { term, op: i + 1 }));
    return log;
  };

  it('counts from one, and knows the term of every entry that it keeps', () => {
    const log = filled([1, 1, 2]);
    expect([0, 1, 2, 3, 4].map((i) => termAt(log, i))).toEqual([0, 1, 1, 2, -1]);
    expect(lastIndex(log)).toBe(3);
    expect(lastTerm(log)).toBe(2);
    expect(from(log, 2).map((e) => e.op)).toEqual([2, 3]);
  });

  it('folding the beginning away moves nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1 }), fc.nat(20), (terms, upTo) => {
        const [log, whole] = [filled(terms), filled(terms)];
        foldUpTo(log, Math.min(upTo, terms.length));
        expect(lastIndex(log)).toBe(lastIndex(whole));
        expect(lastTerm(log)).toBe(lastTerm(whole));
        for (let i = log.base + 1; i <= lastIndex(log); i++)
          expect(entryAt(log, i)).toEqual(entryAt(whole, i));
        expect(termAt(log, log.base)).toBe(termAt(whole, log.base));
      }),
    );
  });

  it('forgets what a leader has overruled, and goes on from there', () => {
    const log = filled([1, 1, 1, 1]);
    foldUpTo(log, 1);
    cutAfter(log, 2);
    expect(append(log, { term: 2, op: 9 })).toBe(3);
    expect(from(log, 2).map((e) => e.op)).toEqual([2, 9]);
  });
});

describe('quorum', () => {
  it('any two majorities share a member', () => {
    for (let n = 1; n < 10; n++) expect(2 * majorityOf(n)).toBeGreaterThan(n);
    expect([needed('one', 5), needed('majority', 5), needed('all', 5)]).toEqual([1, 3, 5]);
  });

  it('reachedBy is the k-th largest mark', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 7 }), fc.nat(6), (marks, k) => {
        const sorted = [...marks].sort((a, b) => b - a);
        expect(reachedBy(marks, k + 1)).toBe(sorted[k] ?? -1);
      }),
    );
  });

  it('a ballot that comes twice counts once', () => {
    expect(countOf((1 << 2) | (1 << 2) | (1 << 4))).toBe(2);
  });
});

describe('answered', () => {
  it('knows what it answered, what is new and what is too old to know', () => {
    const kept = noAnswers();
    remember(kept, 7, 70, 3, false);
    expect(kept.value[placeOf(kept, 7)]).toBe(70);
    expect(placeOf(kept, 8)).toBe(-1);
    remember(kept, 7 + KEPT, 71, 4, true);
    expect(placeOf(kept, 7)).toBe(-2);
    expect(kept.declined[placeOf(kept, 7 + KEPT)]).toBe(1);
  });
});

describe('last writer wins', () => {
  const version = fc
    .array(fc.tuple(replica, fc.integer({ min: 0, max: 5 })), { maxLength: 6 })
    .map((writes) =>
      writes.reduce(
        (v, [by, stamp]) => written(v, updatesOf(v) + 1, stamp, by),
        firstVersion(0, REPLICAS),
      ),
    );

  it('two versions have one winner, whichever way they are compared', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(wins(a, b) && wins(b, a)).toBe(false);
        if (a.stamp !== b.stamp) expect(wins(a, b)).toBe(!wins(b, a));
      }),
    );
  });

  it('drops what only the loser was built on', () => {
    const base = written(firstVersion(0, 2), 1, 10, 0);
    const left = written(written(base, 2, 11, 0), 3, 12, 0);
    const right = written(base, 2, 13, 1);
    expect(wins(right, left)).toBe(true);
    expect(droppedBy(right, left)).toBe(2);
    expect(droppedBy(left, base)).toBe(0);
  });

  it('a clock that is behind writes a version that has lost already', () => {
    const now = written(firstVersion(0, 2), 1, 100, 0);
    expect(wins(written(now, 2, 99, 1), now)).toBe(false);
  });
});

type Step = { at: number; amount: number } | { from: number; to: number };
const counterSteps = fc.array(
  fc.oneof(
    fc.record({ at: replica, amount: fc.integer({ min: -5, max: 5 }) }),
    fc.record({ from: replica, to: replica }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 40 },
);

describe('merging counter', () => {
  const copies = (steps: Step[]) => {
    const all = Array.from({ length: REPLICAS }, () => emptyCounter(REPLICAS));
    for (const s of steps)
      if ('at' in s) addAt(all[s.at], s.at, s.amount);
      else mergeCounter(all[s.to], copyOf(all[s.from]));
    return all;
  };

  it('holds the sum of everything, whatever was merged in between, in whatever order', () => {
    fc.assert(
      fc.property(
        counterSteps,
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        (steps, order) => {
          const all = copies(steps);
          const merged = emptyCounter(REPLICAS);
          for (const i of [...order, ...order]) mergeCounter(merged, all[i]);
          const adds = steps.filter((s) => 'at' in s);
          expect(valueOf(merged)).toBe(adds.reduce((n, s) => n + s.amount, 0));
          expect(updatesIn(merged)).toBe(adds.length);
        },
      ),
    );
  });

  it('says whether a merge brought news', () => {
    const [a, b] = [emptyCounter(2), emptyCounter(2)];
    addAt(a, 0, 3);
    expect(mergeCounter(b, a)).toBe(true);
    expect(mergeCounter(b, a)).toBe(false);
  });
});

describe('observed-remove set', () => {
  type SetStep =
    | { at: number; item: number; remove: boolean }
    | { from: number; to: number; keep: number; backwards: boolean };
  const steps = fc.array(
    fc.oneof(
      fc.record({ at: replica, item: fc.nat(3), remove: fc.boolean() }),
      fc.record({ from: replica, to: replica, keep: fc.nat(9), backwards: fc.boolean() }),
    ) as fc.Arbitrary<SetStep>,
    { maxLength: 40 },
  );
  const tell = (from: OrSet, to: OrSet) =>
    changesSince(from, to.seen).forEach((change) => take(to, change));
  const items = (s: OrSet) => [...s.live.keys()].sort();

  /** Additions that no removal had seen: kept by hand, from what each replica held at the time. */
  function play(all: SetStep[]) {
    const sets = Array.from({ length: REPLICAS }, () => emptySet(REPLICAS));
    const alive = new Map<number, number>();
    for (const s of all) {
      if ('at' in s) {
        const set = sets[s.at];
        const seen = s.remove ? (set.live.get(s.item) ?? []).slice() : [];
        changeAt(set, s.at, s.item, s.remove);
        if (s.remove) seen.forEach((dot) => alive.delete(dot));
        else alive.set(set.live.get(s.item)!.at(-1)!, s.item);
      } else {
        // Some messages are lost and some come in the wrong order: those are told again later.
        const told = changesSince(sets[s.from], sets[s.to].seen).slice(0, s.keep);
        for (const change of s.backwards ? told.reverse() : told) take(sets[s.to], change);
      }
    }
    return { sets, alive: [...new Set(alive.values())].sort() };
  }

  it('ends with every item that was added and whose addition no removal had seen', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { sets, alive } = play(all);
        for (let round = 0; round < 2; round++)
          for (const a of sets) for (const b of sets) if (a !== b) tell(a, b);
        for (const set of sets) expect(items(set)).toEqual(alive);
        expect(new Set(sets.map(changesIn)).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('an addition that a removal has not seen survives it', () => {
    const [a, b] = [emptySet(2), emptySet(2)];
    changeAt(a, 0, 1, false);
    tell(a, b);
    changeAt(a, 0, 1, true);
    changeAt(b, 1, 1, false);
    tell(a, b);
    tell(b, a);
    expect([items(a), items(b)]).toEqual([[1], [1]]);
  });

  it('forgets changes that everybody has seen, and can still bring a late one up to date', () => {
    const [a, b] = [emptySet(2), emptySet(2)];
    for (let item = 0; item < 5; item++) changeAt(a, 0, item, false);
    tell(a, b);
    forgetSeen(a, b.seen);
    expect(a.recent[0]).toEqual([]);
    changeAt(a, 0, 9, false);
    tell(a, b);
    expect(items(b)).toEqual(items(a));
  });
});
