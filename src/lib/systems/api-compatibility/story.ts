import { commitsIn } from './measures';
import { PROGRAMS } from './nodes/consumer/programs';
import type { ChangeId } from './nodes/users-api/changes';
import type { ApiWorld } from './world';

/** What captions look at. */
export type W = ApiWorld;

export const stateOf = (w: W, id: ChangeId): string => w.at.pipeline.durable.commits[id].state;
export const isIn = (w: W, ...states: string[]): boolean => commitsIn(w, ...states).length > 0;
export const isBroken = (w: W, change: ChangeId): boolean =>
  PROGRAMS.some((program) => w.observed.effects[program][change].wrong > 0);

/** The canary gets its share of the requests. */
export const onTrial = (w: W): boolean => w.at.router.mode.role === 'canary';

/** Nodes that captions are about. */
export const program = (w: W, id: (typeof PROGRAMS)[number]) =>
  w.at.consumers[PROGRAMS.indexOf(id)];
export const onStaging = (w: W) => [w.at.pipeline, w.at.staging];
export const onCanary = (w: W) => [w.at.router, w.at.instances[0]];
export const everywhere = (w: W) => [w.at.pipeline, ...w.at.instances];

export const NO_TESTS = {
  testOrder: false,
  testDeadline: false,
  testPagination: false,
  testUnknown: false,
} as const;
export const FOR_ALL = { shipB: 'as-is', shipD: 'as-is', shipE: 'as-is' } as const;
export const ALONE = {
  shipA: 'hold',
  shipB: 'hold',
  shipC: 'hold',
  shipE: 'hold',
  shipF: 'hold',
} as const;
