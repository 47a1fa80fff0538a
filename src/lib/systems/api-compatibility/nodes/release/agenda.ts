import { changeOf, type ChangeId, type Trait } from '../users-api/changes';
import type { Pipeline, PipelineOut } from './kind';
import { beginRelease, revert, rollBack } from './releasing';
import { beginTests } from './testing';
import { tellChanges, withChanges } from './work';

/** A commit comes at its planned time or by hand. Each comes once. */
export function commit(node: Pipeline, id: ChangeId, out: PipelineOut): void {
  const { durable, options } = node;
  const it = durable.commits[id];
  const way = options.ways[id];
  if (it.state !== 'planned' || way === 'hold') return;
  it.way = way;
  it.at = out.monotonic();
  // A change that callers have to ask for needs no warning.
  if (options.announces && way === 'as-is') {
    tellChanges(node, [id], 'ANNOUNCE', out);
    for (const c of options.consumers) out.send(c, { type: 'announce', change: id });
    if (options.notice > 0) return void out.after(options.notice, 'due', id);
  }
  enqueue(node, id, out);
}

export function enqueue(node: Pipeline, id: ChangeId, out: PipelineOut): void {
  tellChanges(node, [id], 'COMMIT', out);
  node.durable.queue.push(id);
  next(node, out);
}

/** The most urgent thing: complaints before trains, trains before tests. */
export function next(node: Pipeline, out: PipelineOut): void {
  const { durable, options } = node;
  if (durable.work) return;
  while (durable.tickets.length > 0) {
    const trait = durable.tickets.shift()!;
    const guilty = changeOf(trait);
    const isThere = durable.releases.some((r) => r.changes.includes(guilty));
    if (isThere) return revert(node, guilty, { by: 'ticket', trait }, out);
  }
  if (durable.departing && durable.queue.length === 0) {
    durable.departing = false;
    const changes = durable.boarded.splice(0);
    if (changes.length > 0) return beginRelease(node, changes, withChanges(node, changes), out);
  }
  const id = durable.queue.shift();
  if (id !== undefined) return beginTests(node, id, out);
  if (options.trainEvery === 0 && durable.boarded.length > 0) {
    const changes = durable.boarded.splice(0);
    beginRelease(node, changes, withChanges(node, changes), out);
  }
}

/** A consumer's team reports a change that it cannot bear. Believed where such a change was made for all callers. */
export function onTicket(node: Pipeline, trait: Trait, out: PipelineOut): void {
  const { durable, options } = node;
  const guilty = changeOf(trait);
  const { work, releases, commits } = durable;
  const isUnderWay = work?.kind === 'release' && work.changes.includes(guilty);
  const isLive = releases.some((r) => r.changes.includes(guilty));
  if ((!isUnderWay && !isLive) || commits[guilty].way !== 'as-is') return;
  const isKnown = work?.blamed.includes(guilty) || durable.tickets.includes(trait);
  if (isKnown) return;
  durable.tally.incidents++;
  if (!options.listens) return;
  if (isUnderWay && work.phase !== 'rolling-back')
    return rollBack(node, [guilty], 'REVERT', { by: 'ticket', trait }, out);
  if (!isLive) return;
  durable.tickets.push(trait);
  next(node, out);
}

export function depart(node: Pipeline, out: PipelineOut): void {
  const { options, durable } = node;
  if (options.trainEvery === 0) return;
  out.after(options.trainEvery, 'train');
  durable.departing = true;
  next(node, out);
}
