import type { Scenario } from '../../sim';
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
import type { ReplicationWorld as W } from './world';

/** Zone A loses the other two for as long as GitHub's database clusters lost each other in October 2018. */
export const CUT: readonly string[] = ['10s partition zone-a|zone-b,zone-c', '53s heal'];
const CRASH: readonly string[] = ['10s crash node-1', '20s restart node-1'];

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Nothing is broken',
    story:
      'Three copies in three zones. Each write waits for the primary and one standby, whichever is first.',
    watch: 'the latency of a write: a round trip to the primary, and one more between zones',
    seen: 'About 3.5 ms from zone A and 6 ms from zone B. All copies stay within milliseconds of each other.',
    settings: { loadS: 20 },
    interventions: [],
    until: '22s',
    captions: [
      begun,
      {
        text: 'A writer is told “done” as soon as one standby holds its row as well, whichever is first.',
        when: (w) => w.observed.count > 1000,
        about: copies,
        messages: ['held', 'written'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'Async, and the primary crashes',
    story:
      'Writes are acknowledged as soon as the primary has them; the log follows 200 ms later. Then the primary crashes.',
    watch: 'how far the acknowledged position is ahead of the standbys when the primary crashes',
    seen: 'The service is back after about three seconds; about a hundred acknowledged writes are lost.',
    settings: { mode: 'async', loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      crashed,
      {
        text: 'A standby leads epoch 2. Writers are served again, and nothing tells them what is missing.',
        when: isReplaced,
        about: newLeaders,
        messages: ['promote', 'announce'],
      },
      {
        text: 'The old primary is back, as a standby. It forgets the rows that epoch 2 does not have.',
        when: hasForgotten,
        about: leaving,
        messages: ['wal'],
      },
    ],
    shows: ['acked-lost', 'fail-over'],
  },
  {
    id: 'fixed',
    title: 'Any one standby, and the primary crashes',
    story: 'The same crash. Each write has waited until one standby holds it as well.',
    watch: 'which standby is promoted: the one whose log goes furthest',
    seen: 'The same three seconds without service, and nothing lost. The price is one round trip between zones for every write.',
    settings: { loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      {
        text: 'The primary is gone. Every acknowledged write is on at least one standby.',
        when: (w) => isDown(first(w)),
        about: copies,
      },
      {
        text: 'Monitors have asked both standbys how far their logs go, and promote the one with more.',
        when: isReplaced,
        about: (w) => [...w.at.monitors, ...newLeaders(w)],
        messages: ['inspect', 'position', 'promote'],
      },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'split-brain',
    title: 'Cut for 43 s, no fencing',
    story:
      'Zone A is cut off with the primary, which goes on; zones B and C promote another one. Async, 500 writes a second, half from each side.',
    watch: 'two nodes marked as primary, both acknowledging',
    seen: 'Two histories. When the cable is back, one of them has to go, with more than ten thousand acknowledged writes.',
    settings: { mode: 'async', fencing: false },
    interventions: CUT,
    until: '64s',
    captions: [
      begun,
      cut,
      {
        text: 'Zones B and C have elected another primary. Node 1 does not know, and goes on serving zone A.',
        when: hasDiverged,
        about: (w) => [first(w), ...newLeaders(w)],
        messages: ['written'],
      },
      {
        text: 'The cable is back. The older history gives way, with everything that writer 1 was told.',
        when: (w) => w.calm && hasForgotten(w),
        about: (w) => [...leaving(w), w.at.writers[0]],
        messages: ['wal'],
      },
    ],
    shows: ['two-primaries', 'fail-over'],
  },
  {
    id: 'fenced',
    title: 'Cut for 43 s, with fencing',
    story:
      'The same cut. A primary whose lease is over stops by itself, before anybody is promoted.',
    watch: 'node 1, which becomes fenced before node 2 leads',
    seen: 'One history. Writes that zone A was told of before the lease ran out are still lost, since nobody waited for a standby.',
    settings: { mode: 'async' },
    interventions: CUT,
    until: '64s',
    captions: [
      cut,
      {
        text: 'Node 1 hears one monitor of three. Its lease is over: it refuses writes.',
        when: (w) => first(w).mode.role === 'fenced' && w.now > 10_000_000,
        about: (w) => [first(w), w.at.monitors[1]],
        messages: ['lease', 'refused'],
      },
      {
        text: 'Only now does another node lead.',
        when: isReplaced,
        about: newLeaders,
        messages: ['promote'],
      },
    ],
    shows: ['stops-itself', 'fail-over'],
  },
  ...accidents,
];
