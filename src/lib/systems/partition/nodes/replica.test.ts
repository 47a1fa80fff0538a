import { describe, expect, it } from 'vitest';
import type { Mode } from '../../../sim';
import { machine } from './kind';

const EVENTS = [...machine.source.events].map(String);

/** Every mode that can be reached, and how: the machine walked from its beginning. */
function walk(): Map<string, { mode: Mode; arrows: [event: string, to: string][] }> {
  const seen = new Map<string, { mode: Mode; arrows: [string, string][] }>();
  const open: Mode[] = [machine.initial];
  for (const mode of open) {
    if (seen.has(mode.key)) continue;
    const next = EVENTS.map((e) => [e, machine.next(mode, e)] as const);
    const arrows = next
      .filter(([, to]) => to !== mode)
      .map(([e, to]): [string, string] => [e, to.key]);
    seen.set(mode.key, { mode, arrows });
    open.push(...next.map(([, to]) => to));
  }
  return seen;
}

describe('the replica’s machine', () => {
  const modes = walk();
  const arrowsInto = (role: string) =>
    [...modes.values()].flatMap(({ mode, arrows }) =>
      arrows
        .filter(([, to]) => to === `running|${role}` && mode.role !== role)
        .map(([event]) => `${mode.role} ${event}`),
    );

  it('makes a leader of a candidate alone, and a candidate of one who asked first', () => {
    expect(arrowsInto('leader')).toEqual(['candidate ELECTED']);
    expect(arrowsInto('candidate')).toEqual(['asking PROMISED']);
  });

  it('lets a learner do nothing but catch up', () => {
    const { arrows } = modes.get('running|learner')!;
    expect(arrows.filter(([, to]) => to.startsWith('running'))).toEqual([
      ['CAUGHT_UP', 'running|follower'],
    ]);
  });
});
