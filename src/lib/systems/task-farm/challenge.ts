import type { Challenge, SettingsOf } from '../../sim';
import { atLeast, none, seeds, trap } from '../clauses';
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
  seeds,
  references: [
    {
      id: 're-execution in batches of 50, each batch counted once',
      settings: { mode: 'reexecute', batch: 50, dedupe: true },
    },
    { id: 'the same in batches of 20', settings: { mode: 'reexecute', batch: 20, dedupe: true } },
    { id: 'the same in batches of 40', settings: { mode: 'reexecute', batch: 40, dedupe: true } },
  ],
  traps: [
    trap('batches of a hundred', { mode: 'reexecute', batch: 100, dedupe: true }).fails(
      'speed',
      'Good against the crash alone; with the pause as well, two batches of a hundred are done again, and late.',
    ),
    trap('the largest batches', { mode: 'reexecute', batch: 1000, dedupe: true }).fails(
      'speed',
      'They have the least overhead while nothing fails, but the one batch lost is an eighth of the job.',
    ),
    trap('small batches', { mode: 'reexecute', batch: 10, dedupe: true }).fails(
      'speed',
      'Hardly anything is lost with a worker, but a tenth of the time goes into asking for work.',
    ),
    trap('all or nothing in small batches', { mode: 'abort', batch: 50, dedupe: true }).fails(
      'finished',
      'However small the loss, the first worker that is overdue ends the job.',
    ),
    trap('re-execution without deduplication', {
      mode: 'reexecute',
      batch: 50,
      dedupe: false,
    }).fails(
      'twice',
      'The paused worker was not dead. The result of its batch arrives twice and is counted twice.',
    ),
  ],
};
