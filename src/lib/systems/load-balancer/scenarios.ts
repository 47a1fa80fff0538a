import { held } from '../../nodes/server/server';
import { totals } from './measures';
import { scenario, when, type BalancerWorld } from './world';

type W = BalancerWorld;

/** Machine 5, which most of these stories are about. */
const fifth = (w: W) => w.at.servers[4];
const isDown = (w: W): boolean => fifth(w).mode.host === 'crashed';
/** What the first balancer makes of machine `n`. */
const viewOf = (w: W, n: number): string => w.at.balancers[0].volatile.targets[n - 1].state;
const served = (w: W): number => totals(w).ok;

const begun = when((w) => served(w) > 0)(
  'The clients send requests at random times, 1,000 a second on average, and do not wait for earlier answers.',
);

export const scenarios = [
  scenario('healthy', 'Five equal machines', {
    story: 'A load balancer sends 1,000 requests a second to five machines in turn.',
    watch: '“served” under each machine, and the queues that form and empty',
    seen: 'Equal counts, but for the requests still in the queues. Each machine is busy 80 % of the time, and queues stay short.',
    settings: { requests: 20_000, hopMs: 0.5 },
    until: '20s',
    captions: [
      begun,
      when((w) => served(w) > 3000)(
        'All five machines get equally many requests. Their queues still differ: arrivals are random, and some requests take longer than others.',
      ),
    ],
  }),
  scenario('broken', 'One slow machine, round robin', {
    story:
      'Machine 5 takes three times as long for every request, and round robin does not notice.',
    watch: 'the queue of machine 5, and “rejected” under it',
    seen: 'The queue of machine 5 fills and requests are rejected, while the others are idle a third of the time.',
    settings: { requests: 20_000, hopMs: 0.5, ratePerSecond: 800, slowFactor: 3 },
    until: '20s',
    captions: [
      when((w) => held(fifth(w)) > 20)(
        'Machine 5 gets as many requests as the others, but can serve only about half of them. Its queue grows.',
      ),
      when((w) => totals(w).rejected > 0)(
        'The queue of machine 5 is full, so it rejects about every second request it gets. The others have room.',
      ),
    ],
    shows: ['equal-counts-unequal-load'],
  }),
  scenario('fixed', 'One slow machine, two choices', {
    story:
      'Machine 5 takes three times as long for every request. For each one the balancer draws two machines at random and picks the less loaded.',
    watch: 'how few requests machine 5 gets',
    seen: 'Machine 5 gets a tenth of the requests instead of a fifth, and nothing is rejected.',
    settings: {
      requests: 20_000,
      hopMs: 0.5,
      ratePerSecond: 800,
      slowFactor: 3,
      policy: 'two-choices',
    },
    until: '20s',
    captions: [
      when((w) => served(w) > 3000)(
        'Comparing two queues is enough: machine 5 gets about half as many requests as the others, and can serve them.',
      ),
    ],
  }),
  scenario('no-room', 'Lose one of five at 85 % load', {
    story: 'The machines are 85 % busy when machine 5 crashes. Four have to do the work of five.',
    watch: 'the queues of the four survivors, and “rejected” under them',
    seen: 'The survivors get 106 % of what they can serve. Their queues fill, and from then on about one request in seventeen is rejected.',
    settings: { requests: 60_000, hopMs: 0.5, ratePerSecond: 1062.5, policy: 'two-choices' },
    interventions: ['5s crash server-5'],
    until: '40s',
    captions: [
      when((w) => isDown(w))(
        'The load balancer does not know yet that machine 5 is gone, and keeps sending it a share of the requests.',
      ),
      when((w) => viewOf(w, 5) === 'ejected')(
        'Two health checks have failed, so the load balancer ejects machine 5. The other four get its share.',
      ),
      when((w) => totals(w).rejected > 10)(
        'The queues are full and requests are rejected. No policy helps: there is not enough machine left.',
      ),
    ],
    shows: ['overload'],
  }),
  scenario('room-to-spare', 'Lose one of five at 60 % load', {
    story: 'Machine 5 crashes while the machines are 60 % busy: the fleet was sized to lose one.',
    watch: 'the queues of the survivors after the crash',
    seen: 'The survivors run at 75 %: queues stay short and nothing is rejected.',
    settings: { requests: 60_000, hopMs: 0.5, ratePerSecond: 750, policy: 'two-choices' },
    interventions: ['5s crash server-5'],
    until: '40s',
    captions: [
      when((w) => isDown(w))('Machine 5 is gone, and the requests it held are lost.'),
      when((w) => viewOf(w, 5) === 'ejected')(
        'The load balancer has ejected machine 5. From here on no client notices, because four machines have room for the work of five.',
      ),
    ],
  }),
  scenario('sinkhole', 'A machine that fails fast', {
    story:
      'At 3 s machine 5 begins to answer every request at once, with an error. To a policy that looks for the least loaded machine it always looks best.',
    watch: '“errors” under machine 5',
    seen: 'Machine 5 attracts nearly a third of the requests, and fails all of them.',
    settings: {
      requests: 20_000,
      hopMs: 0.5,
      ratePerSecond: 700,
      policy: 'least-outstanding',
      checkIntervalMs: 0,
    },
    interventions: ['3s fail-fast server-5'],
    until: '20s',
    captions: [
      when((w) => fifth(w).mode.role === 'failing')(
        'Machine 5 has begun to fail fast. Its empty queue makes it look like the best machine to send to.',
      ),
      when((w) => totals(w).errors > 500)(
        'Machine 5 has failed more than 500 requests and keeps attracting more. Low load is not health.',
      ),
    ],
    shows: ['sinkhole'],
  }),
  scenario('ejection', 'A machine that fails fast, and is ejected', {
    story:
      'At 3 s machine 5 begins to answer every request at once, with an error. The load balancer ejects a machine after five errors in a row.',
    watch: 'how many requests fail before machine 5 is ejected',
    seen: 'A handful of requests fail, then none.',
    settings: {
      requests: 20_000,
      hopMs: 0.5,
      ratePerSecond: 700,
      policy: 'least-outstanding',
      checkIntervalMs: 1000,
      ejectAfterErrors: 5,
    },
    interventions: ['3s fail-fast server-5'],
    until: '20s',
    captions: [
      when((w) => viewOf(w, 5) === 'ejected')(
        'After five errors in a row the load balancer ejects machine 5. It did not wait for a health check.',
      ),
    ],
  }),
  scenario('one-balancer', 'The balancer dies', {
    story: 'Five healthy machines stand behind one load balancer, and it crashes at 4 s.',
    watch: 'what the healthy machines do after the crash',
    seen: 'Nothing: no request reaches them. The load balancer was a single point of failure itself.',
    settings: { requests: 20_000, hopMs: 0.5 },
    interventions: ['4s crash lb-1'],
    until: '12s',
    captions: [
      when((w) => w.at.balancers[0].mode.host === 'crashed')(
        'The load balancer is down. All five machines are healthy, and no request reaches them.',
      ),
    ],
  }),
  scenario('two-balancers', 'The balancer dies, another takes over', {
    story:
      'Balancer 2 stands by. It listens to the advertisements of balancer 1 and takes over when they stop.',
    watch: 'the gap between the crash and the takeover',
    seen: 'The requests of about a second are lost, then balancer 2 serves as balancer 1 did.',
    settings: { requests: 20_000, hopMs: 0.5, balancers: 2 },
    interventions: ['4s crash lb-1'],
    until: '12s',
    captions: [
      when((w) => w.at.balancers[0].mode.host === 'crashed')(
        'Balancer 1 has crashed. Requests sent to it are lost.',
      ),
      when((w) => w.at.balancers[1].mode.role === 'active')(
        'Balancer 2 has missed three advertisements. It takes over the address, and the clients send to it.',
      ),
    ],
  }),
  scenario('replacement', 'The autoscaler replaces a machine', {
    story:
      'Machine 5 crashes. The load balancer ejects it; launching a replacement is the autoscaler’s job.',
    watch: 'who ejects, who launches, and who takes the new machine in',
    seen: 'The autoscaler boots machine 6, and the load balancer takes it into the pool. Until then four machines carry the load.',
    settings: {
      requests: 20_000,
      hopMs: 0.5,
      ratePerSecond: 900,
      policy: 'least-outstanding',
      autoscaler: true,
      checkIntervalMs: 1000,
    },
    interventions: ['3s crash server-5'],
    until: '20s',
    captions: [
      when((w) => isDown(w))(
        'Machine 5 is gone. The load balancer will notice when its health checks fail.',
      ),
      when((w) => viewOf(w, 5) === 'ejected')(
        'The load balancer has ejected machine 5 and tells the autoscaler.',
      ),
      when((w) => w.at.servers[5].mode.role === 'booting')(
        'The autoscaler launches machine 6, which takes three seconds to boot.',
      ),
      when((w) => viewOf(w, 6) === 'healthy')(
        'Machine 6 is in the pool and gets requests. Five machines share the load again.',
      ),
    ],
  }),
  scenario('million', 'One million requests', {
    story: 'A load balancer sends 1,000,000 requests to five machines in turn.',
    watch: 'the bar of each machine against the line at 200,000',
    seen: 'Under round robin each machine serves exactly 200,000.',
    settings: { requests: 1_000_000 },
    captions: [],
  }),
];
