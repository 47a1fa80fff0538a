import type { Challenge, SettingsOf } from '../../sim';
import { atLeast, none } from '../clauses';
import type { settings } from './settings';

/** Work, network and faults are given; the reader chooses the batch size and what is done about a loss. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'Fast and still right',
  goal: 'Worker 3 dies after half a second and never comes back. Worker 6 pauses for 300 ms and carries on as if nothing had happened. Finish with the correct total, at least 6.75 times as fast as one worker.',
  locked: {
    tasks: 8000,
    taskMs: 1,
    rttMs: 1,
    workers: 8,
    heartbeatMs: 20,
    detector: 'lease',
    leaseFactor: 2,
    backups: false,
    sync: 'mutex',
    stepUs: 4,
    bug: 'none',
  },
  interventions: ['500ms crash worker-3', '550ms pause worker-6', '850ms resume worker-6'],
  until: '20s',
  start: { mode: 'abort', batch: 1000, dedupe: false },
  clauses: [
    atLeast('finished', 'the job finishes', 'finished', 1),
    none('missing', 'no task missing from the total', 'missing'),
    none('twice', 'no task counted twice', 'countedTwice'),
    atLeast('speed', 'at least 6.75 times as fast as one worker', 'speedup', 6.75, '×'),
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [
    {
      id: 're-execution in batches of 50, each batch counted once',
      settings: { mode: 'reexecute', batch: 50, dedupe: true },
    },
    { id: 'the same in batches of 20', settings: { mode: 'reexecute', batch: 20, dedupe: true } },
    { id: 'the same in batches of 40', settings: { mode: 'reexecute', batch: 40, dedupe: true } },
  ],
  traps: [
    {
      id: 'batches of a hundred',
      why: 'Good against the crash alone; with the pause as well, two batches of a hundred are done again, and late.',
      settings: { mode: 'reexecute', batch: 100, dedupe: true },
      fails: 'speed',
    },
    {
      id: 'the largest batches',
      why: 'They have the least overhead while nothing fails, but the one batch lost is an eighth of the job.',
      settings: { mode: 'reexecute', batch: 1000, dedupe: true },
      fails: 'speed',
    },
    {
      id: 'small batches',
      why: 'Hardly anything is lost with a worker, but a tenth of the time goes into asking for work.',
      settings: { mode: 'reexecute', batch: 10, dedupe: true },
      fails: 'speed',
    },
    {
      id: 'all or nothing in small batches',
      why: 'However small the loss, the first worker that is overdue ends the job.',
      settings: { mode: 'abort', batch: 50, dedupe: true },
      fails: 'finished',
    },
    {
      id: 're-execution without deduplication',
      why: 'The paused worker was not dead. The result of its batch arrives twice and is counted twice.',
      settings: { mode: 'reexecute', batch: 50, dedupe: false },
      fails: 'twice',
    },
  ],
};
