import { grouped, significant, type Micros } from '$lib/sim';

/** Five machines, 85 % busy: four cannot do the work of five. Its own crash is left to the visitor. */
export const SCENARIO = 'no-room';

/** The machines in the order in which the page's button crashes them. */
export const MACHINES: readonly number[] = [5, 4, 3, 2, 1];

/** After so much of the run too little of it is left for a crash to have its effect. */
const LATE = 0.6;
const EARLY = 0.05;

/**
 * When a crash is to happen that is asked for at `t`: at once, or, where the run is nearly over, early enough for the
 * effect to be seen.
 * @param last when the last crash was, if there was one
 */
export function crashMoment(t: Micros, end: Micros, last?: Micros): Micros {
  if (t < end * LATE) return t;
  const from = last ?? 0;
  return Math.round(from + (end - from) * (last === undefined ? EARLY : 1 / 4));
}

/** Several machines by their numbers: "Machine 5 is", "Machines 5, 4 and 3 are". */
export function areGone(down: readonly number[]): string {
  if (down.length === 1) return `Machine ${down[0]} is`;
  return `Machines ${down.slice(0, -1).join(', ')} and ${down.at(-1)} are`;
}

const NUMBERS = ['none', 'one', 'two', 'three', 'four'];

/** What the crashes lead to, in words; not yet what comes of it. */
export function whatFollows(down: readonly number[]): string {
  const left = MACHINES.length - down.length;
  if (left === 0) return 'Nobody is left to answer.';
  const many = left === 1 ? 'one machine gets' : `${NUMBERS[left]} machines get`;
  return (
    'The balancer learns of it from its health checks, some seconds late. ' +
    `Then ${many} the work of five, and five were 85 % busy.`
  );
}

/** What has come of it, at the end of the run. */
export function whatHappened(metrics: Readonly<Record<string, number>>): string {
  const { requests, rejected, errors } = metrics;
  const failed = rejected + errors;
  if (!(failed > 0)) return 'No request has failed.';
  const percent = significant((failed / requests) * 100, 2);
  return (
    `${grouped(failed)} of ${grouped(requests)} requests failed (${percent} %): ` +
    `${grouped(rejected)} were turned away at a full queue, ${grouped(errors)} were lost or answered too late.`
  );
}
