import type { Challenge } from '../../sim';
import { atMost, none, seeds, trap } from '../clauses';
import type { DnsSettings } from './settings';

/** Load, hour and TTL are given; the reader plans the move. */
export const challenge: Challenge<DnsSettings> = {
  title: 'Move house',
  goal: 'After an hour www moves to a new server and shop goes live, a name that people have been asking for already. A minute later everyone has to be there, without a failed lookup, and the old server may stay five minutes. The name servers bear 40 queries a second for ten seconds, and 5 in the long run.',
  locked: {
    ttlS: 1800,
    changeAtS: 3600,
    resolvers: 1000,
    rate: 2,
    newNamePercent: 10,
    followed: 2,
    warm: true,
    serveStale: false,
    ignoring: 0,
    forwarding: false,
    nameServers: 2,
    lame: 0,
    delegationTtlS: 172_800,
    bug: 'none',
  },
  interventions: [],
  until: '100min',
  start: {
    negativeTtlS: 1800,
    lowerBeforeS: 0,
    lowTtlS: 30,
    restoreAfterS: 120,
    oldOffAfterS: 0,
  },
  clauses: [
    none('failures', 'no followed lookup fails', 'failures'),
    atMost('stale', 'at most 1 % still sent to the old server at 60 s', 'staleAt60Percent', 1, '%'),
    atMost('denied', 'at most 1 % still deny shop at 60 s', 'deniedAt60Percent', 1, '%'),
    atMost('peak', 'at most 40 queries/s in any 10 s', 'authorityPeakPerS', 40, '/s'),
    atMost('steady', 'at most 5 queries/s in the last 10 min', 'authorityLastPerS', 5, '/s'),
    atMost('old-server', 'old server off within 300 s', 'oldSiteS', 300, 's'),
  ],
  seeds,
  references: [
    {
      id: 'half an hour ahead, 60 s for both',
      settings: {
        negativeTtlS: 60,
        lowerBeforeS: 1900,
        lowTtlS: 60,
        restoreAfterS: 120,
        oldOffAfterS: 120,
      },
    },
  ],
  traps: [
    trap('lowered a minute before', {
      negativeTtlS: 60,
      lowerBeforeS: 60,
      lowTtlS: 60,
      oldOffAfterS: 300,
    }).fails('stale', 'Copies fetched before that keep their half hour.'),
    trap('the old server off at the cut-over', {
      negativeTtlS: 60,
      lowerBeforeS: 1900,
      lowTtlS: 60,
      oldOffAfterS: 0,
    }).fails('failures', 'Copies with the short TTL are still alive.'),
    trap('a short TTL for good', {
      negativeTtlS: 60,
      lowerBeforeS: 1900,
      lowTtlS: 60,
      restoreAfterS: 0,
      oldOffAfterS: 120,
    }).fails('steady', 'Every resolver goes on asking every minute.'),
    trap('the negative TTL forgotten', {
      negativeTtlS: 1800,
      lowerBeforeS: 1900,
      lowTtlS: 60,
      oldOffAfterS: 120,
    }).fails('denied', 'Resolvers remember for half an hour that shop does not exist.'),
    trap('as short as it gets', {
      negativeTtlS: 20,
      lowerBeforeS: 1900,
      lowTtlS: 20,
      oldOffAfterS: 120,
    }).fails('peak', 'Two names with 20 s each are more queries than the name servers bear.'),
  ],
};
