import type { Scenario } from '../../sim';
import type { ClocksWorld as W, WriterNode } from './world';

const writer = (w: W, place: number): WriterNode => w.at.writers[place];
const all = (w: W) => [...w.at.writers, ...w.at.replicas];
const shutOut = (w: W): WriterNode[] => w.at.writers.filter((n) => n.mode.role === 'shut-out');
const lost = (w: W): number => w.observed.dropped.replaced[0];

const healthy: Scenario<W> = {
  id: 'healthy',
  title: 'Clocks closer than causes',
  story:
    'Writers read each other’s values and replace them 20 ms later. No clock is off by more than 5 ms.',
  watch: 'the stamps of the two writes of each chain',
  seen: 'No write is lost: two clocks differ by at most 10 ms, and an effect follows its cause after 20.',
  settings: { order: 'wall', maxOffsetMs: 5, chains: 20 },
  interventions: [],
  until: '4s',
  captions: [
    {
      text: 'A writer stamps its value with its own clock, stores it at two replicas and tells another writer.',
      when: (w) => w.observed.written > 0,
      about: (w) => [writer(w, 0), ...w.at.replicas],
      messages: ['put', 'news'],
    },
    {
      text: 'The other writer replaces the value 20 ms later, under a later stamp.',
      when: (w) => w.observed.pairs.causal > 1,
      about: all,
      messages: ['put'],
    },
    {
      text: 'Ten chains, and every later write has won: these clocks differ by less than 20 ms.',
      when: (w) => w.observed.pairs.causal >= 10,
      about: (w) => w.at.replicas,
    },
  ],
};

const offsets: Scenario<W> = {
  id: 'offsets',
  title: 'Clocks 100 ms off',
  story: 'Two hundred chains under wall clocks, each reading wrong by up to 100 ms either way.',
  watch: 'the share of later writes that are lost',
  seen: 'Two in five are lost, as (2s − g)²/8s² has it for s = 100 ms and a gap g of 20 ms.',
  settings: { order: 'wall' },
  interventions: [],
  until: '22s',
  captions: [
    {
      text: 'A later write has an earlier stamp, so both replicas drop it. Its writer was told “stored”.',
      when: (w) => lost(w) > 0,
      about: all,
      messages: ['put', 'stored'],
    },
    {
      text: 'A hundred chains so far, and about forty of the later writes are lost.',
      when: (w) => w.observed.pairs.causal >= 100,
      about: (w) => w.at.replicas,
    },
  ],
  shows: ['later-lost'],
};

const hybrid: Scenario<W> = {
  id: 'hybrid',
  title: 'A clock that counts on',
  story:
    'The same clocks and chains under hybrid stamps: the wall clock, or the largest stamp seen and a counter.',
  watch: 'stamps with a plus sign: there the clock was behind what the writer had read',
  seen: 'No later write is lost, a stamp still takes 64 bits, and it is never further off than the worst clock.',
  settings: { order: 'hybrid', concurrentPercent: 20 },
  interventions: [],
  until: '22s',
  captions: [
    {
      text: 'This writer’s clock is behind the stamp that it has read. It keeps that time and counts one on.',
      when: ({ observed: { last } }) => last !== null && last.stamps.hybrid.c > 0,
      about: (w) => [writer(w, w.observed.last?.by ?? 0)],
      messages: ['put'],
    },
    {
      text: 'Writers wrote without knowing of each other, and one value of each pair is dropped: a hybrid stamp cannot say “concurrent”.',
      when: (w) => w.observed.dropped.hidden[0] > 2,
      about: (w) => w.at.replicas,
      messages: ['stored'],
    },
    {
      text: 'A hundred chains, and no write has lost to one that it had replaced.',
      when: (w) => w.observed.pairs.causal >= 100,
      about: (w) => w.at.replicas,
    },
  ],
  shows: ['conflict-hidden'],
};

const poisoned: Scenario<W> = {
  id: 'poisoned',
  title: 'One clock an hour fast',
  story: 'Hybrid stamps, and somebody has set A’s clock to the wrong hour.',
  watch: 'the stamps of the other writers, whose clocks are right',
  seen: 'Whoever reads from A counts on from A’s time. Order is kept; the time in the stamps is worth nothing.',
  settings: { order: 'hybrid', maxOffsetMs: 5, errors: 'fixed', chains: 60 },
  interventions: ['1s skew writer-a 1h'],
  until: '8s',
  captions: [
    {
      text: 'A’s clock jumps an hour ahead, and A writes.',
      when: (w) => w.observed.worstClock > 1e9,
      about: (w) => [writer(w, 0)],
      messages: ['put'],
    },
    {
      text: 'A writer whose clock is right has read A’s stamp. It must stay ahead of that, so its stamps are an hour ahead too.',
      when: (w) => w.observed.worstStamp > 1e6 && w.observed.pairs.causal > 12,
      about: (w) => [writer(w, w.observed.last?.by ?? 1)],
      messages: ['news', 'put'],
    },
    {
      text: 'Nothing is lost and nothing is out of order. What time it was, nobody can tell any more.',
      when: (w) => w.observed.pairs.causal >= 40,
      about: all,
    },
  ],
  shows: ['clock-poisoned'],
};

const refusing: Scenario<W> = {
  ...poisoned,
  id: 'refusing',
  title: 'Stamps from the future are refused',
  story: 'The same wrong hour; replicas and writers refuse stamps more than a second ahead.',
  watch: 'what becomes of A’s next write',
  seen: 'A is shut out, and its stamps reach nobody. The others go on, with stamps that tell the time.',
  settings: { ...poisoned.settings, maxAheadMs: 1000 },
  captions: [
    {
      text: 'A’s clock jumps an hour ahead. The replicas refuse its stamp, and A stops writing.',
      when: (w) => shutOut(w).length > 0,
      about: (w) => [writer(w, 0), ...w.at.replicas],
      messages: ['put', 'refused'],
    },
    {
      text: 'B and C write on. Their stamps are within 5 ms of true time.',
      when: (w) => w.observed.pairs.causal >= 15,
      about: (w) => w.at.writers.slice(1),
      messages: ['put', 'news'],
    },
  ],
  shows: ['shut-out'],
};

const commitWait: Scenario<W> = {
  id: 'commit-wait',
  title: 'Waiting out the uncertainty',
  story:
    'Every clock is within 100 ms of true time and knows it. A write takes the latest time that it may be, and waits until that is surely past.',
  watch: 'the time that a write takes',
  seen: 'Wall clocks order every cause before its effect, and each write takes 200 ms longer.',
  settings: { order: 'commit-wait', errors: 'fixed', chains: 40, everyMs: 250 },
  interventions: [],
  until: '12s',
  captions: [
    {
      text: 'A writer has stamped its value and holds it back for 200 ms, twice the largest clock error.',
      when: (w) => w.now >= 300_000,
      about: (w) => [writer(w, 0)],
    },
    {
      text: 'Its stamp is now past on every clock. Only now can anybody read the value.',
      when: (w) => w.observed.written > 1,
      about: all,
      messages: ['put', 'news'],
    },
    {
      text: 'Twenty chains, none out of order, and no stamp had to travel: this holds even for people who phone each other.',
      when: (w) => w.observed.pairs.causal >= 20,
      about: (w) => w.at.writers,
    },
  ],
};

const ntp: Scenario<W> = {
  id: 'ntp',
  title: 'Setting clocks over a lopsided path',
  story:
    'Clocks are off by up to 100 ms and ask a time server, NTP’s way. Requests take 30 ms, answers 10.',
  watch: 'the bound that each exchange gives, and how far off each clock still is',
  seen: 'Every clock stays 10 ms off and cannot know it: half of the difference between the two ways. The bound of 20 ms holds.',
  settings: {
    order: 'wall',
    sync: 'ntp',
    outMs: 30,
    backMs: 10,
    chains: 40,
    everyMs: 200,
    errors: 'fixed',
    syncEveryMs: 2000,
  },
  interventions: [],
  until: '10s',
  captions: [
    {
      text: 'Each writer notes when it asks and when the answer comes; the server notes when it hears and answers.',
      when: (w) => w.at.writers.some((n) => n.durable.asks > 0),
      about: (w) => [...w.at.writers, ...(w.at.server ? [w.at.server] : [])],
      messages: ['ask-time', 'time'],
    },
    {
      text: 'The clocks are set, to within ±20 ms. All are 10 ms fast, because the request took longer than the answer.',
      when: (w) => w.observed.sync.count >= 3 && w.observed.written > 0,
      about: (w) => w.at.writers,
      messages: ['time'],
    },
    {
      text: 'All err in the same direction by the same amount, so no write is out of order.',
      when: (w) => w.observed.pairs.causal >= 20,
      about: all,
    },
  ],
};

const leap: Scenario<W> = {
  id: 'leap',
  title: 'A second happens twice',
  story:
    'All clocks agree to the microsecond. Then a leap second is inserted, and each repeats a second.',
  watch: 'the stamps after 3 s',
  seen: 'For a second, every write that replaces a value from before the leap is lost. All clocks agree, and all went back together.',
  settings: {
    order: 'wall',
    maxOffsetMs: 0,
    chainWrites: 12,
    gapMs: 200,
    chains: 24,
    everyMs: 240,
    leap: 'step',
    leapAtS: 3,
  },
  interventions: [],
  until: '7s',
  captions: [
    {
      text: 'Chains of twelve writes, 200 ms apart, all on equal clocks.',
      when: (w) => w.observed.pairs.causal >= 5,
      about: (w) => w.at.writers,
      messages: ['news', 'put'],
    },
    {
      text: 'The leap second: every clock repeats a second, and new writes get stamps that were passed already.',
      when: (w) => w.now >= 3_000_000,
      about: (w) => w.at.writers,
    },
    {
      text: 'Writes lose to what they replace, until the clocks have caught up with themselves.',
      when: (w) => lost(w) >= 5,
      about: all,
      messages: ['stored'],
    },
  ],
  shows: ['later-lost'],
};

const crash: Scenario<W> = {
  id: 'crash',
  title: 'One fails, the others are not told',
  story: 'B crashes for two seconds while A and C write on; its logical clocks are on disk.',
  watch: 'what A and C learn of it, and B’s first stamp after its restart',
  seen: 'Nothing tells A and C. News to B is lost without a sign, its chains end there, and B counts on where it was.',
  settings: { order: 'vector', chains: 60 },
  interventions: ['2s crash writer-b', '4s restart writer-b'],
  until: '8s',
  captions: [
    {
      text: 'B has crashed. A and C write on: the failure is B’s alone, and nobody told them.',
      when: (w) => writer(w, 1).mode.host === 'crashed' && (w.observed.last?.at ?? 0) > 2_000_000,
      about: all,
      messages: ['put'],
    },
    {
      text: 'B is back. Its clocks were on disk, so its next stamp is later than all it had written.',
      when: (w) => w.now > 4_000_000 && w.observed.last?.by === 1 && w.observed.last.at > 4_000_000,
      about: (w) => [writer(w, 1)],
      messages: ['put'],
    },
  ],
  shows: ['others-go-on'],
};

export const chainScenarios = {
  healthy,
  others: [offsets, hybrid, poisoned, refusing, commitWait, ntp, leap, crash],
} as const;
