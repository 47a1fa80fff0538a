import type { Micros, LooseOut } from '../../../../sim';
import type { ChangeId } from '../users-api/changes';
import type { Get, Reply } from '../users-api/messages';
import { schemaDiff, schemaOf } from '../users-api/schema';
import { contractTests } from './contract-tests';
import type { Pipeline } from './options';
import { beginRelease } from './releasing';
import { enter, finish, later, order, tellChanges, withChanges } from './work';

/** A test that nothing is heard of for so long is sent again, µs. */
const LOST: Micros = 5_000_000;
const NONE = -1;

/** Builds a change onto what is live, and looks at it in ways that need no customer. */
export function beginTests(node: Pipeline, id: ChangeId, out: LooseOut): void {
  const { durable, options } = node;
  const version = withChanges(node, [id]);
  const targets = options.bug === 'tests-old' ? [] : [options.staging];
  const work = { changes: [id], version, blamed: [], verdict: 'STOP' as const, why: '' };
  enter(node, { ...work, kind: 'test', phase: 'testing' }, targets, out);
  durable.epoch++;
  node.volatile.test = NONE;
  node.volatile.testId = NONE;
  out.become('TEST');
  tellChanges(node, [id], 'TEST', out);
  later(node, options.ciTime, 'built', out);
}

function block(node: Pipeline, event: 'REFUSE' | 'BLOCK', why: string, out: LooseOut): void {
  const { changes } = node.durable.work!;
  out.note(`change ${changes.join('')} is stopped by ${why}`);
  tellChanges(node, changes, event, out);
  finish(node, out);
}

/** Compares the descriptions: what is new or gone is seen, what is described nowhere is not. */
export function onBuilt(node: Pipeline, out: LooseOut): void {
  const { durable, options } = node;
  const { live, work, tally } = durable;
  const before = schemaOf(live, options.service);
  const breaking = schemaDiff(before, schemaOf(work!.version, options.service))
    .filter((d) => d.isBreaking)
    .map((d) => d.text);
  const says = breaking.length === 0 ? 'no breaking change' : breaking.join(', ');
  out.note(`schema diff of change ${work!.changes.join('')}: ${says}`);
  if (breaking.length > 0) tally.schemaBreaking++;
  if (breaking.length > 0 && options.schemaBlocks) {
    tally.bySchema++;
    return block(node, 'REFUSE', 'the schema diff', out);
  }
  if (node.volatile.targets.length === 0) nextTest(node, out);
  else order(node, out);
}

/** Runs the next contract test against what is on staging; after the last one the change has passed. */
export function nextTest(node: Pipeline, out: LooseOut): void {
  const { volatile: v, options } = node;
  v.test++;
  if (v.test < contractTests(options.tests).length) sendTest(node, out);
  else pass(node, out);
}

export function sendTest(node: Pipeline, out: LooseOut): void {
  const { volatile: v, options, durable } = node;
  const test = contractTests(options.tests)[v.test];
  v.testId = durable.nextTest++;
  v.sentAt = out.now;
  out.send(options.staging, { type: 'get', id: v.testId, cursor: null, ...test.get } as Get);
  v.timer = out.after(LOST, 'lost', v.serial);
}

export function onTestReply(node: Pipeline, reply: Reply, out: LooseOut): void {
  const { volatile: v, options, durable } = node;
  // An instance that fails says nothing of the version; the test is sent again.
  if (durable.work?.phase !== 'testing' || reply.id !== v.testId || reply.type === 'failed') return;
  const test = contractTests(options.tests)[v.test];
  out.cancel(v.timer);
  v.testId = NONE;
  const why = test.check(reply, out.now - v.sentAt);
  if (why === null) return nextTest(node, out);
  durable.tally.byTest++;
  block(node, 'BLOCK', `the ${test.id} test of ${test.by}: ${why}`, out);
}

function pass(node: Pipeline, out: LooseOut): void {
  const { options, durable } = node;
  const { changes, version } = durable.work!;
  tellChanges(node, changes, 'PASS', out);
  if (options.trainEvery === 0) return beginRelease(node, changes, version, out);
  durable.boarded.push(...changes);
  finish(node, out);
}
