import type { NodeRef } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
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
    initial: 'old',
    states: {
      old: {
        tags: 'well',
        on: { RUN_BOTH: 'both', RUN_NEW: 'new' },
        description: words.old,
      },
      both: {
        tags: 'well',
        on: { RUN_OLD: 'old', RUN_NEW: 'new' },
        description: words.both,
      },
      new: {
        tags: 'well',
        on: { RUN_OLD: 'old', RUN_BOTH: 'both' },
        description: words.new,
      },
    },
  });

/** A process with a disk, and what it can ask for: both kinds that are released have at least these. */
interface Host {
  readonly durable: Installed;
}
interface ReleaseOut {
  become(event: (typeof EVENTS)[Stage]): void;
  gauge(name: 'version', level: number): void;
  event(name: 'runs', data: ReleaseEvents['runs']): void;
  send(to: NodeRef, message: Released): void;
}

function run(stage: Stage, out: ReleaseOut): void {
  out.become(EVENTS[stage]);
  out.gauge('version', STAGES.indexOf(stage) / 2);
  out.event('runs', { stage });
}

/** After a boot: runs what is on its disk. */
export const boot = ({ durable }: Host, out: ReleaseOut): void => run(durable.stage, out);

/** Installs a release that is newer than what it has, and says what it runs. */
export function install(
  { durable: disk }: Host,
  { number, stage }: Release,
  from: NodeRef,
  out: ReleaseOut,
): void {
  if (number > disk.number) {
    Object.assign(disk, { number, stage });
    run(stage, out);
  }
  out.send(from, { type: 'released', number: disk.number });
}
