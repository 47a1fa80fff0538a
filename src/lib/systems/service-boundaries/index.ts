import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'service-boundaries',
  title: 'Where to cut',
  summary:
    'Five entities in services of your choice, beside a monolith under the same requests. Where you cut decides what calls what, and what fails together.',
  view: 'Boundaries',
  settings,
  topology,
  messages: {
    request: message.request('request', 'R'),
    answer: { ...message.reply('answer', 'A'), label: ({ degraded }) => (degraded ? 'gap' : '') },
    failed: message.error('request failed', 'X'),
    call: message.request('call to another service', 'C'),
    part: message.reply('part of an answer', 'P'),
    'no-part': message.error('refused', 'N'),
    read: message.request('read from the store', 'Q'),
    rows: message.reply('rows', 'D'),
    deadly: message.error('poison request', '!'),
  },
  gauges: {
    waiting: gauge.hidden('open requests'),
    open: gauge.stack('requests under way'),
    memory: gauge.bar('memory', {
      tag: (share) => (share > 0.8 ? 'fault' : 'waiting'),
      says: (share) =>
        `${Math.round(100 * share)} % of this process’s memory has leaked; at 100 % it is killed.`,
    }),
  },
  events: {},
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'each request as a tree of calls over your services; calls run in parallel, each with its time-out, its attempts and the client’s deadline',
      'the process as the unit of failure: everything in it dies with it, by a crash, a leak or a poison request',
      'a store of its own for each service, which survives the service’s crash',
      'the monolith under the very same requests, at the same moments',
      'a dead process whose machine refuses connections at once, or whose machine is gone and silent',
      'fallbacks for each pair of endpoint and part; an answer with a gap says so',
    ],
    simplified: [
      'one instance for each service and for the monolith; in production both are replicated behind a load balancer',
      'a service makes one call for all that it needs from another, and calls cause no further calls',
      'endpoints are dealt from decks of twenty, so that their shares are exact',
      'requests read and write nothing that could disagree: what a split does to transactions is questions 6 and 7',
    ],
    notModelled: [
      'limited threads, connection pools, circuit breakers, bulkheads',
      'teams, releases and versions, which are the main reason to split',
      'moving data when a boundary moves',
    ],
  },
  // What the design promises to bear: that any process, store or link is away for a while.
  bugs: [
    planted(
      'reads-store',
      'When a call times out, a service reads the other service’s store: the data has a second reader, which does not know its rules.',
    ),
    planted(
      'second-owner',
      'When a call times out, a service serves the entity from a table left over from before the split.',
    ),
    planted(
      'no-deadline',
      'A call that timed out is retried whether or not the client still waits.',
      { attempts: 5, timeoutMs: 500, clientTimeoutMs: 1000 },
    ),
    planted(
      'unmarked',
      'A dashboard without Surveys is sent as if it were complete: everything is green, and wrong.',
      { fallbackDashboardSurveys: true, fallbackDashboardTeams: true },
    ),
  ],
});
