import type { World } from '../../sim';
import { stories } from '../stories';
import type { Observed } from './observed';
import type { settings } from './settings';
import type { topology } from './topology';

/** The run of this system as an outside observer sees it. */
export type OutboxWorld = World<typeof settings, typeof topology, Observed>;

export const { about, scenario } = stories<OutboxWorld>();
