import { observer as observers, type NodeRef, type Show } from '../../sim';
import { facts, HARM } from './facts';
import type { Result } from './nodes/consumer/messages';
import { judge, uses, type Finding, type ProgramId } from './nodes/consumer/programs';
import { CHANGES, changeOf, FIRST, TRAIT_OF, type ChangeId } from './nodes/users-api/changes';
import type { Effect, Observed } from './observed';
import type { ApiWorld } from './world';

const untouched = (): Effect => ({
  answers: 0,
  wrong: 0,
  silent: 0,
  most: 0,
  firstAt: null,
  lastAt: null,
});

const byChange = (): Record<ChangeId, Effect> => ({
  A: untouched(),
  B: untouched(),
  C: untouched(),
  D: untouched(),
  E: untouched(),
  F: untouched(),
});

/** Whether a release has a change for all callers. */
const has = ({ versions }: Observed, no: number, change: ChangeId): boolean =>
  versions.get(no)?.changes.some((c) => c.id === change && c.way === 'as-is') ?? false;

type Shows = Show<keyof typeof facts>;

/** Where something is noted, and of which program's node. */
interface Noting {
  readonly observed: Observed;
  readonly now: number;
  readonly node: NodeRef;
  readonly show: Shows;
}

/** Notes a result from answers with the change in them; `finding` where the change could be at fault. */
function note(
  { observed, now, show, node }: Noting,
  program: ProgramId,
  change: ChangeId,
  finding: Finding | null,
): void {
  const effect = observed.effects[program][change];
  effect.answers++;
  if (!finding || finding.wrong === 0) return;
  effect.wrong++;
  show(node, HARM[change], effect.wrong);
  if (!finding.isLoud) effect.silent++;
  effect.most = Math.max(effect.most, finding.wrong);
  effect.firstAt ??= now;
  effect.lastAt = now;
  observed.first ??= { change, program, finding };
}

/** A result whose answers came from a release with a change that the program takes notice of. */
function onResult(
  observed: Observed,
  world: ApiWorld,
  from: NodeRef,
  result: Result,
  show: Shows,
): void {
  const { program } = world.as('consumers', from).options;
  const finding = judge(result, world.settings.users);
  if (!finding) return;
  for (const change of CHANGES) {
    const trait = TRAIT_OF[change];
    // Times are judged when the answer comes, since a late result had none.
    if (trait === 'time' || !uses(program, trait)) continue;
    if (!result.versions.some((no) => has(observed, no, change))) continue;
    const isIt = changeOf(finding.trait) === change;
    note({ observed, now: world.now, node: from, show }, program, change, isIt ? finding : null);
  }
}

/** An answer of a slower release, and whether the program still waits for it. */
function onAnswer(
  observed: Observed,
  world: ApiWorld,
  to: NodeRef,
  reply: { readonly id: number; readonly version: number },
  show: Shows,
): void {
  const { options, volatile } = world.as('consumers', to);
  if (!uses(options.program, 'time') || !has(observed, reply.version, 'C')) return;
  const open = volatile.open.get(reply.id);
  if (!open) return;
  const finding: Finding = { trait: 'time', wrong: Number(open.isLate), isLoud: true };
  note({ observed, now: world.now, node: to, show }, options.program, 'C', finding);
}

/** Knows which release has which changes, and judges each result by how many users there are. */
export const observer = observers<ApiWorld>()({
  facts,
  begin: (): Observed => ({
    effects: { web: byChange(), surveys: byChange(), wallet: byChange(), billing: byChange() },
    versions: new Map([[FIRST.no, FIRST]]),
    first: null,
    tickets: 0,
  }),
  // A result is judged as its program hands it out, so that what is wrong is seen at the program.
  sends: ['result', 'weigh'],
  send(observed, world, from, _to, message, show) {
    if (message.type === 'result') return onResult(observed, world, from, message, show);
    if (message.type !== 'weigh') return;
    for (const [place, { index }] of world.at.instances.entries())
      show(index, 'canary', Number(message.canary?.place === place));
  },
  delivers: ['install', 'ticket', 'user', 'not-found'],
  receivers: ['pipeline', 'consumers', 'instances'],
  deliver(observed, world, _from, to, message, show) {
    switch (message.type) {
      case 'install':
        return void observed.versions.set(message.version.no, message.version);
      case 'ticket':
        return show(to, 'tickets', ++observed.tickets);
      case 'user':
      case 'not-found':
        if (to !== world.at.pipeline.index) onAnswer(observed, world, to, message, show);
    }
  },
});
