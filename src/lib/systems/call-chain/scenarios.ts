import type { NodeState } from '../../sim';
import { about, scenario, type ChainWorld as W } from './world';

const database = (w: W): NodeState[] => [w.at.database];
const chain = (w: W): NodeState[] => [...w.at.layers, w.at.database];
const everyone = (w: W): NodeState[] => [w.at.users, ...chain(w)];
const edge = (w: W): NodeState[] => [w.at.users, w.at.layers[0]];

const last = (w: W): NodeState => w.at.layers[w.at.layers.length - 1];
const isOpen = (w: W): boolean => w.at.layers.some(({ mode }) => mode.role === 'open');
const allClosed = (w: W): boolean => w.at.layers.every(({ mode }) => mode.role === 'closed');

const down = about(chain, 'call').when((w) => w.observed.inTrouble)(
  'The database stalls. Calls wait there, and every layer’s time-out runs.',
);

const OUTAGE = ['4s pause database', '9s resume database'];

export const scenarios = [
  scenario('healthy', 'One click, ten messages', {
    story:
      'Users check out. Each checkout passes through four services to a database, where one call in a hundred fails.',
    watch: 'how often the database is called for one checkout',
    seen: 'Every checkout succeeds in under 20 ms. The retries cost one call in a hundred.',
    settings: {
      checkouts: 100,
      backoff: 'jitter',
      retriesAt: 'edge',
      budget: true,
      errorPercent: 5,
    },
    until: '12s',
    captions: [
      about(everyone, ['call', 'done']).when((w) => w.observed.databaseCalls > 0)(
        'One click on Pay is a chain of five calls, and the answer comes back through all of them.',
      ),
      about(everyone, ['failed', 'call']).when((w) => w.at.layers[0].durable.retries > 0)(
        'A call to the database failed. The edge tries again, and the user never learns of it.',
      ),
      about(everyone, 'done').when((w) => w.observed.paid >= 50)(
        'Fifty checkouts are paid, at little more than one database call each.',
      ),
    ],
    shows: ['hidden'],
  }),
  scenario('broken', 'Retries keep the outage alive', {
    story:
      'Half of the database’s calls fail, and each of four layers makes three attempts. Then the database stalls for 5 s.',
    watch: 'the load on the database, and what it works on after it is back',
    seen: 'Retries hide the errors, then turn one click into 81 calls. Once the database is back, it works for users who have left, and no new checkout succeeds.',
    settings: { ratePerS: 5, errorPercent: 50, deadlines: false, keys: false },
    interventions: [...OUTAGE, '9s set errorPercent=0'],
    until: '31s',
    captions: [
      about(chain, ['call', 'failed']).when(
        (w) => w.observed.load >= 1.7 && w.observed.paid >= 8 && !w.observed.inTrouble,
      )(
        'Half of the calls fail, and every checkout succeeds. Retries hide the errors, at twice the load.',
      ),
      down,
      about(chain, 'call').when((w) => w.observed.maxCalls === 81)(
        'Three attempts at each of four layers: one click on Pay has become 81 database calls.',
      ),
      about(database, ['call', 'done']).when(
        (w) => w.observed.troubleEnd !== null && w.observed.abandoned >= 500,
      )(
        'The database is back. Its queue is full of calls whose users have left, and it works on them.',
      ),
      about(everyone, 'call').when(
        (w) =>
          w.observed.troubleEnd !== null &&
          w.now - w.observed.troubleEnd >= 20e6 &&
          w.observed.goodput === 0,
      )(
        'The cause has been gone for twenty seconds, and still nothing is paid. Retries keep the outage alive.',
      ),
    ],
    shows: ['hidden', 'amplified', 'for-nobody', 'stuck', 'charged-not-told', 'charged-twice'],
  }),
  scenario('fixed', 'A budget, a breaker, a deadline', {
    story:
      'The same outage. Only the edge retries, within a budget; breakers open, and calls carry their deadlines and keys.',
    watch: 'the budget, the breakers, and the queue when the database is back',
    seen: 'The load hardly rises, users get an error at once, and the first checkouts after the outage succeed.',
    settings: {
      retriesAt: 'edge',
      budget: true,
      breaker: true,
      backoff: 'jitter',
      errorPercent: 5,
    },
    interventions: OUTAGE,
    until: '20s',
    captions: [
      about(edge, 'call').when((w) => w.observed.paid >= 15)(
        'Only the edge retries, and each retry is taken out of its budget.',
      ),
      down,
      about(chain, 'failed').when(isOpen)(
        'Half of the recent calls have failed, so a breaker opens. Users get an error at once, and the database is left alone.',
      ),
      about(database, 'call').when((w) => w.at.database.durable.expired > 0)(
        'The database is back. The calls that waited are past their deadlines, and it drops them unserved.',
      ),
      about(everyone, 'done').when(
        (w) => w.observed.troubleEnd !== null && allClosed(w) && w.observed.goodput >= 5,
      )('A probe succeeds, the breakers close, and checkouts are paid again.'),
    ],
    shows: ['breaker-opens', 'dropped'],
  }),
  scenario('beside', 'The same in one process', {
    story:
      'Every order goes to two shops: four services in a chain, and one process that holds the same code. Each hop loses one message in fifty.',
    watch: 'who fails, and how long a checkout takes',
    seen: 'A checkout takes ten messages in the chain and four in the single process, and any of them can be lost. The chain also takes longer for the same work.',
    settings: { beside: true, attempts: 1, errorPercent: 0, lossPercent: 2, checkouts: 200 },
    until: '20s',
    captions: [
      about((w) => w.nodes, ['call', 'done']).when((w) => w.at.users.durable.outcomes[1].paid > 0)(
        'The same order at two shops. In one process a call is a jump; in the chain it is a message.',
      ),
      about(everyone, 'failed').when((w) => w.probe('timeout').all.total > 0)(
        'A message was lost, and this layer cannot know whether the user was charged.',
      ),
      about((w) => w.nodes, ['call', 'done']).when((w) => {
        const [a, b] = w.at.users.durable.outcomes;
        return w.observed.issued >= 100 && a.failed + a.unknown > b.failed + b.unknown;
      })('The single process sends fewer messages, so it has lost fewer of the same orders.'),
    ],
    shows: ['fails-alone'],
  }),
  scenario('fallacies', 'Eight comforting assumptions', {
    story:
      'A checkout under the eight fallacies. Every three seconds another assumption stops being true.',
    watch: 'what each one costs the chain, and what it costs the single process',
    seen: 'Every one of them hits the chain at each of its hops. The single process crosses a network only to its users and its database.',
    settings: { beside: true, attempts: 1, errorPercent: 0, checkouts: 400, timeoutMs: 1000 },
    interventions: [
      '3s set hopMs=10',
      '6s set lossPercent=2',
      '9s set bandwidthMbit=100',
      '12s set tokenS=2',
      '15s set moveEveryS=1',
      '18s set quotaPerS=8',
      '21s set marshalMs=5',
      '24s set oddHop=5',
    ],
    until: '28s',
    captions: [
      about(everyone, ['call', 'done']).when((w) => w.settings.hopMs === 10)(
        'Latency is zero? A hop now takes 10 ms, and the chain has ten.',
      ),
      about(everyone, ['call', 'done']).when((w) => w.settings.lossPercent === 2)(
        'The network is reliable? Each hop loses one message in fifty.',
      ),
      about(chain, ['call', 'done']).when((w) => w.settings.bandwidthMbit === 100)(
        'Bandwidth is infinite? A cart takes 8 ms to leave each machine.',
      ),
      about(chain, 'failed').when((w) => w.probe('token').all.total > 0)(
        'The network is secure? A layer’s token has expired.',
      ),
      about(chain, 'failed').when((w) => w.probe('moved').all.total > 0)(
        'Topology doesn’t change? A service has a new address.',
      ),
      about((w) => [last(w), w.at.database], 'failed').when((w) => w.probe('quota').all.total > 0)(
        'There is one administrator? The database’s team has set a quota.',
      ),
      about(chain, 'call').when((w) => w.settings.marshalMs === 5)(
        'Transport cost is zero? Decoding a message takes 5 ms.',
      ),
      about((w) => [last(w), w.at.database], ['call', 'done']).when((w) => w.settings.oddHop === 5)(
        'The network is homogeneous? The last hop is five times slower.',
      ),
    ],
    shows: ['fails-alone'],
  }),
];
