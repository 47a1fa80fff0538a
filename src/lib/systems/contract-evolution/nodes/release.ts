import type { NodeRef } from '../../../sim';
import { nodeMachine, well } from '../../../nodes/machine';
import type { Release, Released } from './messages';
import { STAGES, type Stage } from './schema';

/** What a process has on disk of its releases. */
export interface Installed {
  stage: Stage;
  /** Of the last release. */
  number: number;
}

/** What a process writes down when it begins to run a release. */
export interface ReleaseEvents {
  runs: { readonly stage: Stage };
}

const EVENTS = { old: 'RUN_OLD', both: 'RUN_BOTH', new: 'RUN_NEW' } as const;

/** The statechart of a process that is released: which of the three it runs. All of them serve. */
export const releaseMachine = (id: string, words: Readonly<Record<Stage, string>>) =>
  nodeMachine(id, {
    old: well(words.old, { RUN_BOTH: 'both', RUN_NEW: 'new' }),
    both: well(words.both, { RUN_OLD: 'old', RUN_NEW: 'new' }),
    new: well(words.new, { RUN_OLD: 'old', RUN_BOTH: 'both' }),
  });

/** A process with a disk, and what it can ask for: both kinds that are released have at least these. */
interface Host {
  readonly durable: Installed;
}
type StageGauge = 'writes' | 'reads';

interface ReleaseOut<G extends StageGauge> {
  become(event: (typeof EVENTS)[Stage]): void;
  gauge(name: G | 'version', level: number): void;
  event(name: 'runs', data: ReleaseEvents['runs']): void;
  send(to: NodeRef, message: Released): void;
}

function run<G extends StageGauge>(stage: Stage, gauge: G, out: ReleaseOut<G>): void {
  out.become(EVENTS[stage]);
  out.gauge(gauge, STAGES.indexOf(stage) + 1);
  out.gauge('version', STAGES.indexOf(stage) / 2);
  out.event('runs', { stage });
}

/** After a boot: runs what is on its disk. */
export const boot = <G extends StageGauge>(
  { durable }: Host,
  gauge: G,
  out: ReleaseOut<NoInfer<G>>,
): void => run(durable.stage, gauge, out);

/** Installs a release that is newer than what it has, and says what it runs. */
export function install<G extends StageGauge>(
  { durable: disk }: Host,
  { number, stage }: Release,
  from: NodeRef,
  gauge: G,
  out: ReleaseOut<NoInfer<G>>,
): void {
  if (number > disk.number) {
    Object.assign(disk, { number, stage });
    run(stage, gauge, out);
  }
  out.send(from, { type: 'released', number: disk.number });
}
