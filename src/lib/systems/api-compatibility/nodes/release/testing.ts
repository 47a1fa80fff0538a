import type { Micros } from '../../../../sim';
import type { ChangeId } from '../users-api/changes';
import type { Reply } from '../users-api/messages';
import { schemaDiff, schemaOf } from '../users-api/schema';
import { contractTests } from './contract-tests';
import type { Pipeline, PipelineOut } from './kind';
import type { Reason } from './reason';
import { beginRelease } from './releasing';
import { enter, finish, later, order, tellChanges, withChanges } from './work';

/** A test that gets no answer for so long is sent again, µs. */
const LOST: Micros = 5_000_000;

/** Builds a change onto what is live, and tests it without any customer. */
export function beginTests(node: Pipeline, id: ChangeId, out: PipelineOut): void {
  const { durable, options } = node;
  const version = withChanges(node, [id]);
  const targets = options.bug === 'tests-old' ? [] : [options.staging];
  const work = { changes: [id], version, blamed: [], verdict: 'STOP', reason: null } as const;
  enter(node, { ...work, kind: 'test', phase: 'testing' }, targets, out);
  durable.epoch++;
  node.volatile.test = -1;
  node.volatile.testId = null;
  out.become('TEST');
  tellChanges(node, [id], 'TEST', out);
  later(node, options.ciTime, 'built', out);
}

function block(node: Pipeline, event: 'REFUSE' | 'BLOCK', reason: Reason, out: PipelineOut): void {
  const { changes } = node.durable.work!;
  out.event('halted', { changes, release: null, reason });
  tellChanges(node, changes, event, out);
  finish(node, out);
}

/** Compares the descriptions: what is new or gone shows, what is described nowhere does not. */
export function onBuilt(node: Pipeline, out: PipelineOut): void {
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
    return block(node, 'REFUSE', { by: 'schema' }, out);
  }
  if (node.volatile.targets.length === 0) nextTest(node, out);
  else order(node, out);
}

/** Runs the next contract test against what is on staging; after the last one the change has passed. */
export function nextTest(node: Pipeline, out: PipelineOut): void {
  const { volatile: v, options } = node;
  v.test++;
  if (v.test < contractTests(options.tests).length) sendTest(node, out);
  else pass(node, out);
}

export function sendTest(node: Pipeline, out: PipelineOut): void {
  const { volatile: v, options, durable } = node;
  const test = contractTests(options.tests)[v.test];
  v.testId = durable.nextTest++;
  v.sentAt = out.monotonic();
  out.send(options.staging, { type: 'get', id: v.testId, cursor: null, ...test.get });
  v.lost = out.after(LOST, 'lost', v.serial);
}

export function onTestReply(node: Pipeline, reply: Reply, out: PipelineOut): void {
  const { volatile: v, options, durable } = node;
  // An instance that fails proves nothing about the version; the test is sent again.
  if (reply.id !== v.testId || reply.type === 'failed') return;
  const test = contractTests(options.tests)[v.test];
  if (v.lost !== null) out.cancel(v.lost);
  v.testId = null;
  const why = test.check(reply, out.monotonic() - v.sentAt);
  if (why === null) return nextTest(node, out);
  durable.tally.byTest++;
  block(node, 'BLOCK', { by: 'test', test: test.id, of: test.by, why }, out);
}

function pass(node: Pipeline, out: PipelineOut): void {
  const { options, durable } = node;
  const { changes, version } = durable.work!;
  tellChanges(node, changes, 'PASS', out);
  if (options.trainEvery === 0) return beginRelease(node, changes, version, out);
  durable.boarded.push(...changes);
  finish(node, out);
}
