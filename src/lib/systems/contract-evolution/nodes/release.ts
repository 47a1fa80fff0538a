import type { NodeState, LooseOut } from '../../../sim';
import { nodeMachine, type NodeMachine } from '../../../nodes/machine';
import type { Release, Released } from './messages';
import { STAGES, type Stage } from './schema';

/** What a process has on disk of its releases. */
export interface Installed {
  stage: Stage;
  /** Of the last release. */
  number: number;
}

const EVENTS: Readonly<Record<Stage, string>> = {
  old: 'RUN_OLD',
  both: 'RUN_BOTH',
  new: 'RUN_NEW',
};

/** The statechart of a process that is released: which of the three it runs. */
export function releaseMachine(id: string, words: Readonly<Record<Stage, string>>): NodeMachine {
  const on = (stage: Stage) =>
    Object.fromEntries(
      Object.entries(EVENTS)
        .filter(([to]) => to !== stage)
        .map(([to, event]) => [event, to]),
    );
  return nodeMachine(id, {
    initial: 'old',
    states: {
      old: { on: on('old'), description: words.old },
      both: { on: on('both'), description: words.both },
      new: { on: on('new'), description: words.new },
    },
  });
}

/** After a boot: runs what is on its disk. */
export function boot(node: NodeState<unknown, Installed, unknown>, out: LooseOut): void {
  if (node.durable.stage !== 'old') out.become(EVENTS[node.durable.stage]);
  out.gauge('version', STAGES.indexOf(node.durable.stage) / 2);
}

/** Installs a release that is newer than what it has, and says what it runs. */
export function install(
  node: NodeState<unknown, Installed, unknown>,
  release: Release,
  from: number,
  out: LooseOut,
): void {
  const { durable: disk } = node;
  if (release.number > disk.number) {
    disk.number = release.number;
    if (release.stage !== disk.stage) {
      disk.stage = release.stage;
      out.become(EVENTS[release.stage]);
      out.gauge('version', STAGES.indexOf(release.stage) / 2);
    }
  }
  out.send(from, { type: 'released', number: disk.number } as Released);
}
