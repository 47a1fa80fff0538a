import type { Challenge } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { VotingSettings } from './settings';

/** Faults, load and price are given; the reader chooses how many servers, votes and versions, and how long to wait. */
export const challenge: Challenge<VotingSettings> = {
  title: 'Dead, lying, slow, and then a bug',
  goal: 'Server 1 is dead, server 2 lies, and server 3 is five times as slow as the others. After ten seconds server 1 is repaired, and version A turns out to have a bug. Answer everything, quickly and rightly, with at most five servers.',
  locked: {
    judge: 'client',
    liars: 0,
    collude: true,
    bugPercent: 0,
    bugIn: 'first',
    sharedPercent: 0,
    clients: 1,
    questions: 800,
    gapMs: 25,
    meanMs: 10,
    hopMs: 2,
    bug: 'none',
  },
  interventions: [
    '0ms crash server-1',
    '0ms operate server-2 lie',
    '0ms slow server-3 x5',
    '10s restart server-1',
    '10s set bugPercent=50',
  ],
  until: null,
  start: { servers: 3, needed: 1, versions: 1, deadlineMs: 200 },
  clauses: [
    none('wrong', 'no wrong answer accepted', 'wrong'),
    atLeast('answered', 'at least 99 % of questions answered', 'answeredPercent', 99, '%'),
    atMost('p99', 'p99 at most 120 ms', 'p99Ms', 120, 'ms'),
    atMost('servers', 'at most five servers', 'servers', 5),
  ],
  seeds,
  references: [
    {
      id: 'five servers, two votes, five versions',
      settings: { servers: 5, needed: 2, versions: 5, deadlineMs: 200 },
    },
    {
      id: 'the same with a deadline of a second',
      settings: { servers: 5, needed: 2, versions: 5, deadlineMs: 1000 },
    },
  ],
  traps: [
    trap('four servers', { servers: 4, needed: 2, versions: 4, deadlineMs: 1000 }).fails(
      'p99',
      'Enough for one dead and one liar, but then every answer waits for the slow server.',
    ),
    trap('three votes', { servers: 5, needed: 3, versions: 5, deadlineMs: 1000 }).fails(
      'p99',
      'With one dead and one lying server, three honest votes include the slow one.',
    ),
    trap('three votes and a short deadline', {
      servers: 5,
      needed: 3,
      versions: 5,
      deadlineMs: 100,
    }).fails(
      'answered',
      'A deadline does not make the slow server quicker. It turns late answers into none.',
    ),
    trap('one version', { servers: 5, needed: 2, versions: 1, deadlineMs: 200 }).fails(
      'wrong',
      'Five copies of one program have one bug five times: that vote is unanimous and wrong.',
    ),
    trap('two servers share a version', {
      servers: 5,
      needed: 2,
      versions: 4,
      deadlineMs: 200,
    }).fails('wrong', 'Two matching wrong votes are enough when two votes decide.'),
    trap('seven servers', { servers: 7, needed: 3, versions: 7, deadlineMs: 200 }).fails(
      'servers',
      'Right and quick, and more than there is money for.',
    ),
  ],
};
