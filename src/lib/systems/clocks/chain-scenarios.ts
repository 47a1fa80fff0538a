import { about, scenario, type ClocksWorld as W, type WriterNode } from './world';

const writer = (w: W, place: number): WriterNode => w.at.writers[place];
const all = (w: W) => [...w.at.writers, ...w.at.replicas];
const shutOut = (w: W): WriterNode[] => w.at.writers.filter((n) => n.mode.role === 'shut-out');
const lost = (w: W): number => w.observed.dropped.replaced[0];

const healthy = scenario('healthy', 'Clocks within 5 ms of true time', {
  story:
    'Writers read each other’s values and replace them 20 ms later. No clock is off by more than 5 ms.',
  watch: 'the stamps of the two writes of each chain',
  seen: 'No write is lost: two clocks differ by at most 10 ms, and an effect follows its cause after 20 ms.',
  settings: { order: 'wall', maxOffsetMs: 5, chains: 20 },
  until: '4s',
  captions: [
    about((w) => [writer(w, 0), ...w.at.replicas], ['put', 'news']).when(
      (w) => w.observed.written > 0,
    )(
      'A writer stamps its value with its own clock, stores it at two replicas and tells another writer.',
    ),
    about(all, 'put').when((w) => w.observed.pairs.causal > 1)(
      'The other writer replaces the value 20 ms later, under a later stamp.',
    ),
    about((w) => w.at.replicas).when((w) => w.observed.pairs.causal >= 10)(
      'After ten chains, every later write has won: these clocks differ by less than 20 ms.',
    ),
  ],
});

const poisoned = scenario('poisoned', 'One clock an hour fast', {
  story: 'Writes get hybrid stamps, and somebody sets A’s clock an hour fast.',
  watch: 'the stamps of the other writers, whose clocks are right',
  seen: 'Whoever reads A’s value continues from A’s time. Order is kept, but the time in the stamps means nothing.',
  settings: { order: 'hybrid', maxOffsetMs: 5, errors: 'fixed', chains: 60 },
  interventions: ['1s skew writer-a 1h'],
  until: '8s',
  captions: [
    about((w) => [writer(w, 0)], 'put').when((w) => w.observed.worstClock > 1e9)(
      'A’s clock jumps an hour ahead, and A writes.',
    ),
    about((w) => [writer(w, w.observed.last?.by ?? 1)], ['news', 'put']).when(
      (w) => w.observed.worstStamp > 1e6 && w.observed.pairs.causal > 12,
    )(
      'A writer whose clock is right has read A’s stamp. It must stay ahead of that, so its stamps are an hour ahead too.',
    ),
    about(all).when((w) => w.observed.pairs.causal >= 40)(
      'Nothing is lost or out of order, but the stamps no longer tell anybody what time it was.',
    ),
  ],
  shows: ['clock-poisoned'],
});

export const chainScenarios = {
  healthy,
  others: [
    scenario('offsets', 'Clocks 100 ms off', {
      story: 'Two hundred chains stamped by wall clocks, each up to 100 ms fast or slow.',
      watch: 'the share of later writes that are lost',
      seen: 'Two in five are lost, as (2s − g)²/8s² predicts for s = 100 ms and a gap g of 20 ms.',
      settings: { order: 'wall' },
      until: '22s',
      captions: [
        about(all, ['put', 'stored']).when((w) => lost(w) > 0)(
          'A later write has an earlier stamp, so both replicas drop it. Its writer was told “stored”.',
        ),
        about((w) => w.at.replicas).when((w) => w.observed.pairs.causal >= 100)(
          'A hundred chains so far, and about forty of the later writes are lost.',
        ),
      ],
      shows: ['later-lost'],
    }),
    scenario('hybrid', 'Hybrid logical clocks', {
      story:
        'The same clocks and chains with hybrid stamps: the wall-clock time or, where it is behind the largest stamp seen, that stamp and a counter.',
      watch: 'stamps with a plus sign: there the clock was behind what the writer had read',
      seen: 'No later write is lost, a stamp still takes 64 bits, and it is never further off than the worst clock.',
      settings: { order: 'hybrid', concurrentPercent: 20 },
      until: '22s',
      captions: [
        about((w) => [writer(w, w.observed.last?.by ?? 0)], 'put').when(
          ({ observed: { last } }) => last !== null && last.stamps.hybrid.c > 0,
        )(
          'This writer’s clock is behind the stamp that it has read. It keeps that time and increments the counter.',
        ),
        about((w) => w.at.replicas, 'stored').when((w) => w.observed.dropped.hidden[0] > 2)(
          'Writers wrote without knowing of each other, and one value of each pair is dropped: a hybrid stamp cannot say “concurrent”.',
        ),
        about((w) => w.at.replicas).when((w) => w.observed.pairs.causal >= 100)(
          'After a hundred chains, no write has lost to the one it replaced.',
        ),
      ],
      shows: ['conflict-hidden'],
    }),
    poisoned,
    scenario('refusing', 'Stamps from the future are refused', {
      ...poisoned,
      story:
        'A’s clock is set an hour fast again; replicas and writers refuse stamps more than a second ahead.',
      watch: 'what becomes of A’s next write',
      seen: 'A is shut out, and its stamps reach nobody. The others carry on, with stamps close to true time.',
      settings: { ...poisoned.settings, maxAheadMs: 1000 },
      captions: [
        about((w) => [writer(w, 0), ...w.at.replicas], ['put', 'refused']).when(
          (w) => shutOut(w).length > 0,
        )('A’s clock jumps an hour ahead. The replicas refuse its stamp, and A stops writing.'),
        about((w) => w.at.writers.slice(1), ['put', 'news']).when(
          (w) => w.observed.pairs.causal >= 15,
        )('B and C keep writing. Their stamps are within 5 ms of true time.'),
      ],
      shows: ['shut-out'],
    }),
    scenario('commit-wait', 'Waiting out the uncertainty', {
      story:
        'Every clock is within 100 ms of true time and knows it. A write takes the latest time that it may be, and waits until that is surely past.',
      watch: 'how long a write takes',
      seen: 'Wall clocks order every cause before its effect, and each write takes 200 ms longer.',
      settings: { order: 'commit-wait', errors: 'fixed', chains: 40, everyMs: 250 },
      until: '12s',
      captions: [
        about((w) => [writer(w, 0)]).when((w) => w.now >= 300_000)(
          'A writer has stamped its value and holds it back for 200 ms, twice the largest clock error.',
        ),
        about(all, ['put', 'news']).when((w) => w.observed.written > 1)(
          'Every clock is now past its stamp. Only now can anybody read the value.',
        ),
        about((w) => w.at.writers).when((w) => w.observed.pairs.causal >= 20)(
          'Twenty chains, none out of order, and no stamp had to travel: this holds even when people phone each other.',
        ),
      ],
    }),
    scenario('ntp', 'Setting clocks over an asymmetric path', {
      story:
        'Clocks are off by up to 100 ms and are set from a time server, as NTP does it. Requests take 30 ms, replies 10 ms.',
      watch: 'the bound that each exchange gives, and how far off each clock still is',
      seen: 'Every clock stays 10 ms off and cannot know it: half the difference between the two directions. The bound of 20 ms holds.',
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
      until: '10s',
      captions: [
        about(
          (w) => [...w.at.writers, ...(w.at.server ? [w.at.server] : [])],
          ['ask-time', 'time'],
        ).when((w) => w.at.writers.some((n) => n.durable.asks > 0))(
          'Each writer notes when it sends its request and when the reply arrives; the server notes when the request arrived and when it replied.',
        ),
        about((w) => w.at.writers, 'time').when(
          (w) => w.observed.sync.count >= 3 && w.observed.written > 0,
        )(
          'The clocks are set, to within ±20 ms. All are 10 ms fast, because the request took longer than the reply.',
        ),
        about(all).when((w) => w.observed.pairs.causal >= 20)(
          'All clocks are off by the same amount in the same direction, so no write is out of order.',
        ),
      ],
    }),
    scenario('leap', 'A second happens twice', {
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
      until: '7s',
      captions: [
        about((w) => w.at.writers, ['news', 'put']).when((w) => w.observed.pairs.causal >= 5)(
          'Chains of twelve writes, 200 ms apart, on clocks that agree.',
        ),
        about((w) => w.at.writers).when((w) => w.now >= 3_000_000)(
          'The leap second: every clock repeats a second, and new writes get earlier stamps than the values they replace.',
        ),
        about(all, 'stored').when((w) => lost(w) >= 5)(
          'Writes lose to what they replace, until the clocks are past the time from which they were set back.',
        ),
      ],
      shows: ['later-lost'],
    }),
    scenario('crash', 'One fails, the others are not told', {
      story:
        'B crashes for two seconds while A and C keep writing; its logical clocks are on disk.',
      watch: 'what A and C learn of it, and B’s first stamp after its restart',
      seen: 'Nothing tells A and C. Messages to B vanish silently, chains that reach it end there, and B resumes its count where it stopped.',
      settings: { order: 'vector', chains: 60 },
      interventions: ['2s crash writer-b', '4s restart writer-b'],
      until: '8s',
      captions: [
        about(all, 'put').when(
          (w) => writer(w, 1).mode.host === 'crashed' && (w.observed.last?.at ?? 0) > 2_000_000,
        )('B has crashed. A and C keep writing: only B has failed, and nobody has told them.'),
        about((w) => [writer(w, 1)], 'put').when(
          (w) => w.now > 4_000_000 && w.observed.last?.by === 1 && w.observed.last.at > 4_000_000,
        )(
          'B is back. Its clocks were on disk, so its next stamp is later than all of its earlier ones.',
        ),
      ],
      shows: ['others-go-on'],
    }),
  ],
};
