import type { LooseOut } from '../../../../sim';
import { createMachine } from 'xstate';
import { compile } from '../../../../nodes/machine';
import { TRAIT_OF, type Trait } from '../users-api/changes';
import type { Announce } from '../users-api/messages';
import type { Consumer } from './consumer';
import { PROGRAM } from './programs';

/** One thing that a program relies on. */
export const habitMachine = compile(
  createMachine({
    id: 'habit',
    initial: 'relied',
    states: {
      relied: { on: { ANNOUNCE: 'adapting', ADAPT: 'adapted' }, description: 'trusts in it' },
      adapting: { on: { ADAPT: 'adapted' }, description: 'has heard that it will change' },
      adapted: { description: 'can bear either way' },
    },
  }),
);

export const relies = (node: Consumer, trait: Trait): boolean =>
  node.options.habits &&
  PROGRAM[node.options.program].habits.includes(trait) &&
  !node.durable.adapted.includes(trait);

export function onAnnounce(node: Consumer, { change }: Announce, out: LooseOut): void {
  const trait = TRAIT_OF[change];
  const { waiting } = node.durable;
  if (!relies(node, trait) || waiting.includes(trait)) return;
  waiting.push(trait);
  node.durable.ready[trait] = out.now + node.options.adaptTime;
  out.part(trait, 'relied', 'adapting');
  goOn(node, trait, out);
}

/** A team's work goes on while its program is down. */
export function goOn(node: Consumer, trait: Trait, out: LooseOut): void {
  out.after(Math.max(0, (node.durable.ready[trait] ?? 0) - out.now), 'adapt', trait);
}

/** Ships the code that can bear a change, unless the team ships nothing. */
export function adapt(node: Consumer, trait: Trait, out: LooseOut): void {
  const { durable } = node;
  if (durable.isFrozen || durable.adapted.includes(trait)) return;
  durable.adapted.push(trait);
  durable.waiting = durable.waiting.filter((t) => t !== trait);
  out.part(trait, 'adapting', 'adapted');
}
