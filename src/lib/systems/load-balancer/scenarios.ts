import { held } from '../../nodes/server/server';
import type { Scenario } from '../../sim';
import { totals } from './measures';
import type { BalancerWorld } from './world';

type W = BalancerWorld;

/** Machine 5, which most of these stories are about. */
const fifth = (w: W) => w.at.servers[4];
const isDown = (w: W): boolean => fifth(w).mode.host === 'crashed';
/** What the first balancer makes of machine `n`. */
const viewOf = (w: W, n: number): string => w.at.balancers[0].volatile.targets[n - 1].state;
const served = (w: W): number => totals(w).ok;

const begun = {
  text: 'Requests arrive at random times, 1,000 a second on average, whether or not the last one was answered.',
  when: (w: W) => served(w) > 0,
};

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Five equal machines',
    story: 'One balancer deals 1,000 requests a second to five machines in turn.',
    watch: 'the counts under the machines, and the queues that form and go',
    seen: 'Equal counts to the last request, and short queues: each machine is busy four fifths of the time.',
    settings: { requests: 20_000, hopMs: 0.5 },
    interventions: [],
    until: '20s',
    captions: [
      begun,
      {
        text: 'Equal counts. Queues still differ: arrivals are random, and some requests take longer than others.',
        when: (w) => served(w) > 3000,
      },
    ],
  },
  {
    id: 'broken',
    title: 'One slow machine, dealt to in turn',
    story: 'Machine 5 needs three times as long, and round robin does not care.',
    watch: 'the queue of machine 5 against the others',
    seen: 'Its queue fills to the cap and requests are rejected, while its neighbours are idle half the time.',
    settings: { requests: 20_000, hopMs: 0.5, ratePerSecond: 800, slowFactor: 3 },
    interventions: [],
    until: '20s',
    captions: [
      {
        text: 'Machine 5 gets as many requests as the others, but can finish only half of them.',
        when: (w) => held(fifth(w)) > 20,
      },
      {
        text: 'Its queue is full: every second request sent there is turned away.',
        when: (w) => totals(w).rejected > 0,
      },
    ],
    shows: ['equal-counts-unequal-load'],
  },
  {
    id: 'fixed',
    title: 'One slow machine, two choices',
    story:
      'The same arrivals and the same slow machine; the balancer draws two machines and takes the less loaded.',
    watch: 'how few requests machine 5 is given now',
    seen: 'It gets a tenth of the requests instead of a fifth, and nothing is rejected.',
    settings: {
      requests: 20_000,
      hopMs: 0.5,
      ratePerSecond: 800,
      slowFactor: 3,
      policy: 'two-choices',
    },
    interventions: [],
    until: '20s',
    captions: [
      {
        text: 'Looking at two queues before sending is enough: the slow machine gets what it can do.',
        when: (w) => served(w) > 3000,
      },
    ],
  },
  {
    id: 'no-room',
    title: 'Lose one of five at 85 % load',
    story: 'The machines are 85 % busy when machine 5 crashes. Four have to do the work of five.',
    watch: 'the queues of the four that are left',
    seen: 'They are asked for 106 % of what they can do: queues fill and about one request in seventeen is rejected.',
    settings: { requests: 60_000, hopMs: 0.5, ratePerSecond: 1062.5, policy: 'two-choices' },
    interventions: ['5s crash server-5'],
    until: '40s',
    captions: [
      {
        text: 'Machine 5 is gone. The balancer does not know yet and still sends to it.',
        when: (w) => isDown(w),
      },
      {
        text: 'Two health checks have failed: machine 5 is ejected. Its share falls to the four others.',
        when: (w) => viewOf(w, 5) === 'ejected',
      },
      {
        text: 'Full queues. No policy helps: there is not enough machine left.',
        when: (w) => totals(w).rejected > 10,
      },
    ],
    shows: ['overload'],
  },
  {
    id: 'room-to-spare',
    title: 'Lose one of five at 60 % load',
    story: 'The same crash, in a fleet that was sized for it.',
    watch: 'the queues after the crash',
    seen: 'The four that are left run at 75 %: queues stay short and nothing is rejected.',
    settings: { requests: 60_000, hopMs: 0.5, ratePerSecond: 750, policy: 'two-choices' },
    interventions: ['5s crash server-5'],
    until: '40s',
    captions: [
      { text: 'Machine 5 is gone; what it held is lost.', when: (w) => isDown(w) },
      {
        text: 'Ejected. From here on nobody notices, because four machines have room for the work of five.',
        when: (w) => viewOf(w, 5) === 'ejected',
      },
    ],
  },
  {
    id: 'sinkhole',
    title: 'A machine that fails fast',
    story:
      'Machine 5 answers every request at once, with an error. It always looks the least loaded.',
    watch: 'where the requests go',
    seen: 'Machine 5 draws nearly a third of the traffic, and fails all of it.',
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
      {
        text: 'Machine 5 has begun to fail, quickly. An empty queue looks like a good place to send work.',
        when: (w) => fifth(w).mode.role === 'failing',
      },
      {
        text: 'The better the policy avoids queues, the more it sends into the hole.',
        when: (w) => totals(w).errors > 500,
      },
    ],
    shows: ['sinkhole'],
  },
  {
    id: 'ejection',
    title: 'Fails fast, ejected',
    story:
      'The same, with a balancer that counts errors in a row and takes the machine out after five.',
    watch: 'how many errors get through',
    seen: 'A handful, then none.',
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
      {
        text: 'Five errors in a row: ejected, on the evidence of real requests.',
        when: (w) => viewOf(w, 5) === 'ejected',
      },
    ],
  },
  {
    id: 'one-balancer',
    title: 'The balancer dies',
    story: 'Five healthy machines behind one balancer, and the balancer crashes.',
    watch: 'what the healthy machines do now',
    seen: 'Nothing: nobody can reach them. The cure for single points of failure was one itself.',
    settings: { requests: 20_000, hopMs: 0.5 },
    interventions: ['4s crash lb-1'],
    until: '12s',
    captions: [
      {
        text: 'All five machines are well, and no request reaches them.',
        when: (w) => w.at.balancers[0].mode.host === 'crashed',
      },
    ],
  },
  {
    id: 'two-balancers',
    title: 'The balancer dies, another takes over',
    story:
      'A second balancer listens to the first one’s advertisements and takes over when they stop.',
    watch: 'the gap between the crash and the takeover',
    seen: 'Less than a second and a half of requests is lost, then all is as before.',
    settings: { requests: 20_000, hopMs: 0.5, balancers: 2 },
    interventions: ['4s crash lb-1'],
    until: '12s',
    captions: [
      {
        text: 'Balancer 1 is silent. Requests sent to it are lost.',
        when: (w) => w.at.balancers[0].mode.host === 'crashed',
      },
      {
        text: 'Balancer 2 missed three advertisements: it takes the address over and tells the clients.',
        when: (w) => w.at.balancers[1].mode.role === 'active',
      },
    ],
  },
  {
    id: 'replacement',
    title: 'The autoscaler replaces a machine',
    story: 'Machine 5 crashes. The balancer ejects it; launching another is the autoscaler’s work.',
    watch: 'who does what: ejecting, launching, taking in',
    seen: 'A spare boots and takes its place; between crash and replacement four machines carry the load.',
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
      { text: 'Machine 5 is gone.', when: (w) => isDown(w) },
      {
        text: 'The balancer has ejected it, and reports so.',
        when: (w) => viewOf(w, 5) === 'ejected',
      },
      {
        text: 'The autoscaler boots a spare.',
        when: (w) => w.at.servers[5].mode.role === 'booting',
      },
      { text: 'The spare is in the pool.', when: (w) => viewOf(w, 6) === 'healthy' },
    ],
  },
  {
    id: 'million',
    title: 'One million requests',
    story: 'The source’s own case: 1,000,000 requests over five machines.',
    watch: 'the counts against the line at 200,000',
    seen: 'Exactly 200,000 each under round robin.',
    settings: { requests: 1_000_000 },
    interventions: [],
    until: null,
    captions: [],
  },
];
