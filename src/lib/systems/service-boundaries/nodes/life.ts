import { exponential } from '../../../sim';
import type { Process, ProcessOut } from './kind';

/** What a process holds in memory when it begins: nothing. */
export const fresh = (): Process['volatile'] => ({ open: new Map(), leaked: 0 });

/** Dies with all that is in memory; its supervisor starts it again. */
export function die(node: Process, why: string, out: ProcessOut): void {
  node.volatile = fresh();
  node.durable.deaths++;
  out.note(why);
  out.become('DIE');
  out.gauge('open', 0);
  if (node.options.leaks) out.gauge('memory', 0);
  out.after(node.options.restart, 'up');
}

/** Draws when it will die by itself: after an exponential time in service. */
export function live(node: Process, out: ProcessOut): void {
  const { life } = node.options;
  if (life === 0) return;
  const left = Math.round(exponential(out.stream(`life:${node.id}`)) * life);
  out.after(left, 'end', node.durable.deaths);
}

/** True when the process has just died for lack of memory. */
export function leak(node: Process, entities: number, out: ProcessOut): boolean {
  const { options, volatile: v } = node;
  if ((options.leaks & entities) === 0) return false;
  v.leaked += options.leak;
  out.gauge('memory', Math.min(1, v.leaked / options.memory));
  if (v.leaked < options.memory) return false;
  node.durable.starved++;
  die(node, 'out of memory: the process is killed, with everything in it', out);
  return true;
}
