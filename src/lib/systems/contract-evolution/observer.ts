import { counted, grouped, observer as makeObserver, SECOND, type World } from '../../sim';
import { fact } from '../drawn';
import { misreadIn } from './nodes/truth';
import type { settings } from './settings';
import type { topology } from './topology';
import { readerAt } from './processes';

/** What an observer who knows the truth notes. No node reads it. */
export interface Observed {
  /** Messages that some reader could not read; messages of which some reader read something else than was meant. */
  failed: number;
  misread: number;
  /** Copies that the queue delivered again, and that some reader could not read. */
  replaysFailed: number;
  /** By whole seconds. */
  readonly failedIn: number[];
  readonly misreadIn: number[];
  /** Answers of readers. */
  answered: number;
  walletMisread: number;
  surveysMisread: number;
  /** What the readers have said of a copy so far, as bits, until both have. */
  readonly open: Map<number, number>;
}

const FAILED = 1;
const MISREAD = 2;
const ANSWERED = 4;

/** Copies of one message that are told apart. */
const COPIES = 1000;

interface Answer {
  readonly id: number;
  readonly copy: number;
}

/** Counts a message once, whichever of its readers fails first. */
function note(observed: Observed, now: number, { id, copy }: Answer, flag: number): void {
  const key = id * COPIES + Math.min(copy, COPIES - 1);
  const before = observed.open.get(key) ?? 0;
  const second = Math.floor(now / SECOND);
  const isFirst = flag !== 0 && (before & flag) === 0;
  if (isFirst && flag === FAILED) {
    observed.failed++;
    observed.failedIn[second] = (observed.failedIn[second] ?? 0) + 1;
    if (copy > 0) observed.replaysFailed++;
  }
  if (isFirst && flag === MISREAD) {
    observed.misread++;
    observed.misreadIn[second] = (observed.misreadIn[second] ?? 0) + 1;
  }
  if ((before & ANSWERED) !== 0) observed.open.delete(key);
  else observed.open.set(key, before | flag | ANSWERED);
}

/** Compares what readers made of each message with what its writer meant. */
export const observer = makeObserver<World<typeof settings, typeof topology>>()({
  facts: {
    misread: fact.count('misread', {
      tag: 'fault',
      text: (n) => (n === 0 ? '' : `${grouped(n)} misread`),
      says: (n) => `took a wrong value from ${counted(n, 'message')}, and noticed nothing`,
    }),
  },
  begin: (): Observed => ({
    failed: 0,
    misread: 0,
    replaysFailed: 0,
    failedIn: [],
    misreadIn: [],
    answered: 0,
    walletMisread: 0,
    surveysMisread: 0,
    open: new Map(),
  }),
  sends: ['ack', 'reject'],
  senders: ['wallet', 'surveys'],
  send(observed, world, from, _to, message, show) {
    const { options, volatile } = readerAt(world, from);
    observed.answered++;
    if (message.type === 'reject') return note(observed, world.now, message, FAILED);
    const wrong = misreadIn(volatile.last?.facts ?? {}, message.id);
    note(observed, world.now, message, wrong ? MISREAD : 0);
    if (!wrong) return;
    const count = options.part === 'wallet' ? ++observed.walletMisread : ++observed.surveysMisread;
    show(from, 'misread', count);
  },
});
