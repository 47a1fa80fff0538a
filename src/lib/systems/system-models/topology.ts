import { bothWays, layOut, many, ms, perhaps, type Placing, type Refs } from '../../sim';
import { numbered } from '../places';
import { process } from './nodes/process';
import { scheduler } from './nodes/scheduler';
import type { ModelSettings } from './settings';

type Settings = ModelSettings;
type At = Refs<ReturnType<typeof parts>>;
type Place<N extends keyof At> = Placing<ReturnType<typeof parts>>[N];

const parts = (s: Settings) => ({
  processes: many(s.nodes, process),
  scheduler: perhaps(s.scheduler !== 'none', scheduler),
});

/** From a node to the scheduler, and from there to another one, µs: what a message takes is the scheduler's to say. */
const HAND_OVER = ms(0.5);

const processes =
  (s: Settings, at: At): Place<'processes'> =>
  (place) => ({
    ...numbered('node', place),
    shape: 'replica',
    layer: 0,
    ring: true,
    source: true,
    options: {
      place,
      nodes: at.processes,
      scheduler: at.scheduler,
      rule: s.rule,
      beat: ms(s.heartbeatMs),
      timeout: ms(s.timeoutMs),
      adapt: ms(s.adaptMs),
      quorum: s.quorum,
      patience: ms(s.patienceMs),
      gap: ms(s.gapMs),
      decisions: s.decisions,
      forgeable: s.forgeable,
      lies: place >= s.nodes - s.liars,
      bug: s.bug,
    },
  });

const schedulers =
  (s: Settings, at: At): Place<'scheduler'> =>
  () => ({
    id: 'scheduler',
    label: 'scheduler',
    shape: 'coordinator',
    layer: 1,
    options: {
      nodes: at.processes,
      policy: s.scheduler === 'none' ? 'drawn' : s.scheduler,
      median: ms(s.medianMs),
      sigma: s.sigma,
      bound: s.delays === 'bounded' ? ms(s.boundMs) : null,
      quorum: s.quorum,
      authentic: !s.forgeable,
    },
  });

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    const spread = {
      sigma: s.sigma,
      ...(s.delays === 'bounded' ? { most: ms(s.boundMs) } : {}),
    };
    const all = at.processes;
    const direct = all.flatMap((a, i) =>
      all.slice(i + 1).flatMap((b) => bothWays(a, b, ms(s.medianMs), { spread })),
    );
    return {
      nodes: { processes: processes(s, at), scheduler: schedulers(s, at) },
      links:
        at.scheduler === null ? direct : all.flatMap((a) => bothWays(a, at.scheduler!, HAND_OVER)),
    };
  });
