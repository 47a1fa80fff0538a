import { TRAIT_OF, type Trait } from '../users-api/changes';
import type { Announce } from '../users-api/messages';
import type { Consumer, ConsumerOut } from './kind';
import { PROGRAM } from './programs';

export const relies = (node: Consumer, trait: Trait): boolean =>
  node.options.habits &&
  PROGRAM[node.options.program].habits.includes(trait) &&
  !node.durable.adapted.includes(trait);

export function onAnnounce(node: Consumer, { change }: Announce, out: ConsumerOut): void {
  const trait = TRAIT_OF[change];
  const { waiting, ready } = node.durable;
  if (!relies(node, trait) || waiting.includes(trait)) return;
  waiting.push(trait);
  ready[trait] = out.monotonic() + node.options.adaptTime;
  out.part(trait, 'relied', 'adapting');
  out.gauge('adapting', waiting.length);
  goOn(node, trait, out);
}

/** A team's work goes on while its program is down. */
export function goOn({ durable }: Consumer, trait: Trait, out: ConsumerOut): void {
  out.after(Math.max(0, (durable.ready[trait] ?? 0) - out.monotonic()), 'adapt', trait);
}

/** Ships the code that can bear a change. */
export function adapt({ durable }: Consumer, trait: Trait, out: ConsumerOut): void {
  if (durable.adapted.includes(trait)) return;
  durable.adapted.push(trait);
  durable.waiting = durable.waiting.filter((t) => t !== trait);
  out.part(trait, 'adapting', 'adapted');
  out.gauge('adapting', durable.waiting.length);
  out.gauge('adapted', durable.adapted.length);
}
