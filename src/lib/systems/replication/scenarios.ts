import { accidents } from './accidents';
import {
  begun,
  copies,
  crashed,
  cut,
  first,
  hasDiverged,
  hasForgotten,
  isDown,
  isReplaced,
  leaving,
  newLeaders,
} from './captions';
import { about, scenario } from './world';

/** Zone A loses the other two for as long as GitHub's database clusters lost each other in October 2018. */
export const CUT: readonly string[] = ['10s partition zone-a|zone-b,zone-c', '53s heal'];
const CRASH: readonly string[] = ['10s crash node-1', '20s restart node-1'];

export const scenarios = [
  scenario('healthy', 'No faults', {
    story:
      'Three copies in three zones. Each write waits for the primary and whichever standby answers first.',
    watch: 'write latency: a round trip to the primary, plus one between zones',
    seen: 'About 3.5 ms from zone A and 6 ms from zone B. All copies stay within milliseconds of one another.',
    settings: { loadS: 20 },
    until: '22s',
    captions: [
      begun,
      about(copies, ['held', 'written']).when((w) => w.observed.count > 1000)(
        'Node 1 acknowledges a write as soon as one standby has stored it too. One crash can no longer lose it.',
      ),
    ],
  }),
  scenario('broken', 'Async: the primary crashes', {
    story:
      'The primary acknowledges each write at once and ships its log 200 ms later. Then it crashes.',
    watch: '“only here” under node 1 at the crash, and “lost” after the fail-over',
    seen: 'Service returns after 3.5 s. 83 acknowledged writes are lost.',
    settings: { mode: 'async', loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      crashed,
      about(newLeaders, ['promote', 'announce']).when(isReplaced)(
        'Node 2 leads epoch 2 without the writes that node 1 had not shipped. They are lost, and no writer is told.',
      ),
      about(leaving, 'wal').when(hasForgotten)(
        'Node 1 is back as a standby. It truncates its log to match epoch 2 and so deletes the last copy of the lost writes.',
      ),
    ],
    shows: ['acked-lost', 'fail-over'],
  }),
  scenario('fixed', 'One standby confirms: the primary crashes', {
    story:
      'The primary acknowledges a write only once one standby has stored it too. Then it crashes.',
    watch: 'the positions that nodes 2 and 3 report, and which of them is promoted',
    seen: 'No service for 2.5 s, and nothing is lost. Every write pays for it with one more round trip between zones.',
    settings: { loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      about(copies).when((w) => isDown(first(w)))(
        'Node 1, the primary, crashes. Every write it acknowledged is also on node 2 or node 3.',
      ),
      about((w) => [...w.at.monitors, ...newLeaders(w)], ['inspect', 'position', 'promote']).when(
        isReplaced,
      )(
        'Both standbys have reported their position. The monitor promotes the one with the highest (epoch, position), so nothing is lost.',
      ),
    ],
    shows: ['fail-over'],
  }),
  scenario('split-brain', 'Cut for 43 s, no fencing', {
    story:
      'Zone A is cut off with the primary, which keeps taking writes; zones B and C promote another. Async, 500 writes a second, half from each side.',
    watch: 'two crowned nodes, both acknowledging writes',
    seen: 'Two histories. When the network heals, one is discarded, with 10,641 acknowledged writes.',
    settings: { mode: 'async', fencing: false },
    interventions: CUT,
    until: '64s',
    captions: [
      begun,
      cut,
      about((w) => [first(w), ...newLeaders(w)], 'written').when(hasDiverged)(
        'Zones B and C have a new primary, and node 1 still serves zone A. Every further write it acknowledges is lost.',
      ),
      about((w) => [...leaving(w), w.at.writers[0]], 'wal').when((w) => w.calm && hasForgotten(w))(
        'The network heals. Node 1 learns of epoch 2 and discards 43 s of writes that it acknowledged to writer 1.',
      ),
    ],
    shows: ['two-primaries', 'fail-over'],
  }),
  scenario('fenced', 'Cut for 43 s, with fencing', {
    story:
      'Zone A is cut off with the primary, which stops when its lease expires, before anyone else is promoted.',
    watch: 'the lease under node 1: it runs out before node 2 leads',
    seen: 'One history. The 595 writes acknowledged before the lease expired and never shipped are still lost: async waits for no standby.',
    settings: { mode: 'async' },
    interventions: CUT,
    until: '64s',
    captions: [
      cut,
      about((w) => [first(w), w.at.monitors[1]], ['lease', 'refused']).when(
        (w) => first(w).mode.role === 'fenced' && w.now > 10_000_000,
      )(
        'Node 1 reaches one monitor of three, so its lease expires. It refuses writes, although it is healthy.',
      ),
      about(newLeaders, 'promote').when(isReplaced)(
        'Only now is another node promoted. No two nodes ever took writes at once.',
      ),
    ],
    shows: ['stops-itself', 'fail-over'],
  }),
  ...accidents,
];
