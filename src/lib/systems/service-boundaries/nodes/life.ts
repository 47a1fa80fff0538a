import { exponential, type LooseOut } from '../../../sim';
import type { Process, Volatile } from './process-options';

/** What a process holds in memory when it begins: nothing. */
export const fresh = (): Volatile => ({ open: new Map(), leaked: 0 });

/** Dies with all that is in memory; its supervisor brings it back. */
export function die(node: Process, why: string, out: LooseOut): void {
  node.volatile = fresh();
  node.durable.deaths++;
  out.note(why);
  out.become('DIE');
  out.gauge('open', 0);
  if (node.options.leaks) out.gauge('memory', 0);
  out.after(node.options.restart, 'up');
}

/** Draws when it will die by itself: after an exponential time in service. */
export function live(node: Process, out: LooseOut): void {
  const { life } = node.options;
  if (life === 0) return;
  const left = Math.round(exponential(out.stream(`life:${node.id}`)) * life);
  out.after(left, 'end', node.durable.deaths);
}

/** True when the process has just died for lack of memory. */
export function leak(node: Process, entities: number, out: LooseOut): boolean {
  const { options, volatile: v } = node;
  if ((options.leaks & entities) === 0) return false;
  v.leaked += options.leak;
  out.gauge('memory', Math.min(1, v.leaked / options.memory));
  if (v.leaked < options.memory) return false;
  node.durable.starved++;
  die(node, 'out of memory: the process is killed, with everything in it', out);
  return true;
}
