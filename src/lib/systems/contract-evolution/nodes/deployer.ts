import { below, ms, shuffle } from '../../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { fault, nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Release, Released } from './messages';
import { MOVES, STEPS, type Move, type Step } from './plan';
import type { Stage } from './schema';

interface DeployerOptions {
  readonly writers: NodeRefs;
  readonly readers: NodeRefs;
  readonly plan: readonly Step[];
  /** From the beginning of the run to the first release, and from one process to the next, µs. */
  readonly startAfter: Micros;
  readonly gap: Micros;
  /** How long `wait` is, µs. */
  readonly wait: Micros;
  /** The step that is rolled back and done again, from 1. */
  readonly rollback: 'none' | 'random' | '1' | '2' | '3' | '4' | '5' | '6';
  /** A planted bug: it goes on by the clock and does not look whether a release has arrived. */
  readonly blind: boolean;
}

interface Item {
  readonly node: NodeRef;
  readonly stage: Stage;
  readonly isBack: boolean;
}

/** How far it is, on disk. */
interface DeployerDisk {
  begun: boolean;
  /** Steps that are done, and the one that is being done: the plan may change meanwhile. */
  step: number;
  doing: Step;
  stages: Record<Move['group'], Stage>;
  /** Processes that this step has yet to replace; the first is being replaced by release `number`. */
  items: Item[];
  number: number;
  /** The step that will be rolled back, from 0; −1: none. */
  rollback: number;
  rollbacks: number;
}

/** Not confirmed for so long: sent again. */
const AGAIN = ms(100);

const machine = nodeMachine('deployer', {
  replacing: well('one process after the other gets the next release', {
    WAIT: 'waiting',
    ROLL_BACK: 'rolling-back',
    FINISH: 'finished',
  }),
  waiting: waiting('until the queue has forgotten what was written before', {
    REPLACE: 'replacing',
    FINISH: 'finished',
  }),
  'rolling-back': fault('one process after the other gets the previous release back', {
    REPLACE: 'replacing',
  }),
  finished: off('every step is done'),
});

interface DeployerKind {
  machine: typeof machine;
  volatile: { confirmed: boolean; gapOver: boolean };
  durable: DeployerDisk;
  options: DeployerOptions;
  takes: Released;
  sends: Release;
  /** `gap` and `again` carry the number of the release that they were set for. */
  timers: { begin: undefined; waited: undefined; gap: number; again: number };
  gauges: 'step' | 'planDone' | 'wait';
}
type Deployer = Node<DeployerKind>;
type DeployerOut = Out<DeployerKind>;

/** A wait cannot be rolled back. */
function chosenRollback({ rollback, plan }: DeployerOptions, out: DeployerOut): number {
  if (rollback === 'none') return -1;
  if (rollback !== 'random') return Number(rollback) - 1;
  const steps = plan.flatMap((step, i) => (step === 'wait' ? [] : [i]));
  return steps.length === 0 ? -1 : steps[below(out.stream('rollback'), steps.length)];
}

function itemsOf(node: Deployer, step: Step, out: DeployerOut): Item[] {
  const { options: o, durable: disk } = node;
  const pass = (isBack: boolean): Item[] =>
    shuffle(
      MOVES[step].flatMap(({ group, stage }) =>
        o[group].map((n) => ({ node: n, stage: isBack ? disk.stages[group] : stage, isBack })),
      ),
      out.stream('order'),
    );
  const forth = pass(false);
  return disk.rollback === disk.step ? [...forth, ...pass(true), ...pass(false)] : forth;
}

function beginStep(node: Deployer, out: DeployerOut): void {
  const { options: o, durable: disk } = node;
  if (disk.step >= o.plan.length) {
    out.gauge('step', 0);
    out.gauge('planDone', 1);
    return out.become('FINISH');
  }
  out.gauge('step', disk.step + 1);
  const step = o.plan[disk.step];
  disk.doing = step;
  out.note(`step ${disk.step + 1}: ${STEPS[step]}`);
  if (step === 'wait') {
    out.become('WAIT');
    out.gauge('wait', o.wait);
    out.after(o.wait, 'waited');
    return;
  }
  out.become('REPLACE');
  disk.items = itemsOf(node, step, out);
  replaceNext(node, out);
}

function endStep(node: Deployer, out: DeployerOut): void {
  const { durable: disk } = node;
  for (const { group, stage } of MOVES[disk.doing]) disk.stages[group] = stage;
  disk.step++;
  beginStep(node, out);
}

function replaceNext(node: Deployer, out: DeployerOut): void {
  const { durable: disk } = node;
  const [item] = disk.items;
  if (!item) return endStep(node, out);
  disk.number++;
  if (item.isBack && node.mode.role !== 'rolling-back') {
    disk.rollbacks++;
    out.note('rolls the step back');
  }
  replaceFirst(node, item, out);
}

/** Sends the first process its release, for the first time or once more after a crash of the deployer. */
function replaceFirst(node: Deployer, item: Item, out: DeployerOut): void {
  const { durable: disk, options: o, volatile: v } = node;
  v.confirmed = o.blind;
  v.gapOver = false;
  out.become(item.isBack ? 'ROLL_BACK' : 'REPLACE');
  if (o.blind) release(node, item, out);
  else releaseUntilConfirmed(node, item, out);
  out.after(o.gap, 'gap', disk.number);
}

function release({ durable: disk }: Deployer, { node: to, stage }: Item, out: DeployerOut): void {
  out.send(to, { type: 'release', number: disk.number, stage });
}

function releaseUntilConfirmed(node: Deployer, item: Item, out: DeployerOut): void {
  release(node, item, out);
  out.after(AGAIN, 'again', node.durable.number);
}

function goOn(node: Deployer, out: DeployerOut): void {
  const { volatile: v, durable: disk } = node;
  if (!v.confirmed || !v.gapOver) return;
  disk.items.shift();
  replaceNext(node, out);
}

/** The same in both directions. */
const replacing: Handlers<DeployerKind> = {
  message(node, { number }, _from, out) {
    const { volatile: v, durable: disk } = node;
    if (number !== disk.number || v.confirmed || disk.items.length === 0) return;
    v.confirmed = true;
    goOn(node, out);
  },
  timer(node, name, number, out) {
    const { volatile: v, durable: disk } = node;
    if (name === 'begin') {
      disk.begun = true;
      disk.rollback = chosenRollback(node.options, out);
      return beginStep(node, out);
    }
    if (number !== disk.number) return;
    if (name === 'gap') {
      v.gapOver = true;
      goOn(node, out);
    } else if (name === 'again' && !v.confirmed) releaseUntilConfirmed(node, disk.items[0], out);
  },
};

/** The last process was confirmed: what is heard of it again, or was set for it, is of no interest. */
const whileWaiting: Handlers<DeployerKind> = {
  message: 'ignores',
  timer(node, name, _data, out) {
    if (name === 'waited') endStep(node, out);
  },
};

/** After a crash it goes on where it was: its release is sent again, and a wait begins anew. */
function resume(node: Deployer, out: DeployerOut): void {
  const { options: o, durable: disk } = node;
  const [item] = disk.items;
  if (!disk.begun) out.after(o.startAfter, 'begin');
  else if (item) replaceFirst(node, item, out);
  else beginStep(node, out);
}

/**
 * A rolling deployment of a plan: each step gives one process after the other its next release, and the next step begins
 * when all of them run it. A rollback takes a whole step back and does it again. Sends releases, again and again until
 * their process confirms. Bug: `blind` goes on by the clock.
 */
export const deployer: Behaviour<DeployerKind> = {
  kind: 'deployer',
  machine,
  volatile: () => ({ confirmed: false, gapOver: false }),
  durable: () => ({
    begun: false,
    step: 0,
    doing: 'wait',
    stages: { writers: 'old', readers: 'old' },
    items: [],
    number: 0,
    rollback: -1,
    rollbacks: 0,
  }),
  start: resume,
  roles: { replacing, waiting: whileWaiting, 'rolling-back': replacing, finished: 'ignores' },
};
