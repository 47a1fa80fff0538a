import {
  below,
  type LooseBehaviour,
  type LooseHandlers,
  type Micros,
  type NodeState,
  type LooseOut,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Release, Released } from './messages';
import { movesOf, type Step } from './plan';
import type { Stage } from './schema';

export interface DeployerOptions {
  readonly writers: readonly number[];
  readonly readers: readonly number[];
  readonly plan: readonly Step[];
  /** From the begin of the run to the first release, and from one process to the next, µs. */
  readonly startAfter: Micros;
  readonly gap: Micros;
  /** How long `wait` is, µs. */
  readonly wait: Micros;
  /** The step that is rolled back and done again, from 1; 0: none, −1: one at random. */
  readonly rollback: number;
  /** A planted bug: it goes on by the clock and does not look whether a release has arrived. */
  readonly blind: boolean;
}

interface Item {
  readonly node: number;
  readonly stage: Stage;
  readonly isBack: boolean;
}

/** How far it is, on disk. */
export interface DeployerDisk {
  /** The steps that are done. */
  step: number;
  begun: boolean;
  stages: { writers: Stage; readers: Stage };
  /** Processes that this step has yet to replace; the first is being replaced by release `number`. */
  items: Item[];
  number: number;
  rollback: number;
  rollbacks: number;
}

interface Volatile {
  confirmed: boolean;
  gapOver: boolean;
}

export type Deployer = NodeState<Volatile, DeployerDisk, DeployerOptions>;

/** Not confirmed for so long: sent again. */
const AGAIN = 100_000;

const machine = nodeMachine('deployer', {
  initial: 'replacing',
  states: {
    replacing: {
      on: { WAIT: 'waiting', ROLL_BACK: 'rolling-back', FINISH: 'finished' },
      description: 'one process after the other gets the next release',
    },
    waiting: {
      on: { REPLACE: 'replacing', FINISH: 'finished' },
      description: 'until the queue has forgotten what was written before',
    },
    'rolling-back': {
      on: { REPLACE: 'replacing' },
      description: 'one process after the other gets the last release back',
    },
    finished: { description: 'nothing old is left' },
  },
});

/** Fisher and Yates, in place. */
function shuffle<T>(list: T[], out: LooseOut): T[] {
  const stream = out.stream('order');
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(stream, i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

/** The step that will be rolled back, counted from 0; −1: none. A wait cannot be. */
function chosenRollback({ rollback, plan }: DeployerOptions, out: LooseOut): number {
  if (rollback >= 0) return rollback - 1;
  const steps = plan.flatMap((step, i) => (step === 'wait' ? [] : [i]));
  return steps.length === 0 ? -1 : steps[below(out.stream('rollback'), steps.length)];
}

function itemsOf(node: Deployer, step: Step, out: LooseOut): Item[] {
  const { options: o, durable: disk } = node;
  const pass = (isBack: boolean): Item[] =>
    shuffle(
      movesOf(step).flatMap(({ group, stage }) =>
        o[group].map((n) => ({ node: n, stage: isBack ? disk.stages[group] : stage, isBack })),
      ),
      out,
    );
  const forth = pass(false);
  return disk.rollback === disk.step ? [...forth, ...pass(true), ...pass(false)] : forth;
}

function beginStep(node: Deployer, out: LooseOut): void {
  const { options: o, durable: disk } = node;
  out.gauge('step', disk.step);
  if (disk.step >= o.plan.length) return out.become('FINISH');
  const step = o.plan[disk.step];
  if (step === 'wait') {
    out.become('WAIT');
    return void out.after(o.wait, 'waited');
  }
  out.note(`step ${disk.step + 1}: ${step}`);
  out.become('REPLACE');
  disk.items = itemsOf(node, step, out);
  replaceNext(node, out);
}

function endStep(node: Deployer, out: LooseOut): void {
  const { options: o, durable: disk } = node;
  for (const { group, stage } of movesOf(o.plan[disk.step])) disk.stages[group] = stage;
  disk.step++;
  beginStep(node, out);
}

function replaceNext(node: Deployer, out: LooseOut): void {
  const { durable: disk } = node;
  const [item] = disk.items;
  if (!item) return endStep(node, out);
  disk.number++;
  if (item.isBack && node.mode.role !== 'rolling-back') {
    disk.rollbacks++;
    out.note('rolls back');
  }
  out.become(item.isBack ? 'ROLL_BACK' : 'REPLACE');
  send(node, out);
  out.after(node.options.gap, 'gap', disk.number);
}

function send(node: Deployer, out: LooseOut): void {
  const { durable: disk, options: o, volatile: v } = node;
  const { node: to, stage } = disk.items[0];
  v.confirmed = o.blind;
  v.gapOver = false;
  out.send(to, { type: 'release', number: disk.number, stage } as Release);
  if (!o.blind) out.after(AGAIN, 'again', disk.number);
}

function goOn(node: Deployer, out: LooseOut): void {
  const { volatile: v, durable: disk } = node;
  if (!v.confirmed || !v.gapOver) return;
  disk.items.shift();
  replaceNext(node, out);
}

const handlers: LooseHandlers<Volatile, DeployerDisk, DeployerOptions> = {
  message(node, message, _from, out) {
    const { volatile: v, durable: disk } = node;
    if (message.type !== 'released' || (message as Released).number !== disk.number) return;
    if (v.confirmed || disk.items.length === 0) return;
    v.confirmed = true;
    goOn(node, out);
  },
  timer(node, name, data, out) {
    const { volatile: v, durable: disk } = node;
    if (name === 'begin') {
      disk.begun = true;
      disk.rollback = chosenRollback(node.options, out);
      beginStep(node, out);
    } else if (name === 'waited') endStep(node, out);
    else if (data !== disk.number) return;
    else if (name === 'gap') {
      v.gapOver = true;
      goOn(node, out);
    } else if (name === 'again' && !v.confirmed) {
      const { node: to, stage } = disk.items[0];
      out.send(to, { type: 'release', number: disk.number, stage } as Release);
      out.after(AGAIN, 'again', disk.number);
    }
  },
};

/** After a crash it goes on where it was: its release is sent again, and a wait begins anew. */
function resume(node: Deployer, out: LooseOut): void {
  const { options: o, durable: disk } = node;
  if (!disk.begun) return void out.after(o.startAfter, 'begin');
  if (disk.items.length === 0) return beginStep(node, out);
  if (disk.items[0].isBack) out.become('ROLL_BACK');
  send(node, out);
  out.after(o.gap, 'gap', disk.number);
}

/**
 * A rolling deployment of a plan: each step gives one process after the other its next release, and the next step begins
 * when all of them run it. A rollback takes a whole step back and does it again.
 */
export const deployer: LooseBehaviour<Volatile, DeployerDisk, DeployerOptions> = {
  kind: 'deployer',
  machine,
  volatile: () => ({ confirmed: false, gapOver: false }),
  durable: () => ({
    step: 0,
    begun: false,
    stages: { writers: 'old', readers: 'old' },
    items: [],
    number: 0,
    rollback: -1,
    rollbacks: 0,
  }),
  start: resume,
  roles: {
    replacing: handlers,
    waiting: handlers,
    'rolling-back': handlers,
    finished: handlers,
  },
};
