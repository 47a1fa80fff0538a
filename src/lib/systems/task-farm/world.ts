import type { World } from '../../sim';
import { stories } from '../stories';
import type { Observed } from './observer';
import type { settings } from './settings';
import type { topology } from './topology';

/** The run of this system as an outside observer sees it. */
export type FarmWorld = World<typeof settings, typeof topology, Observed>;

export const { about, at, scenario } = stories<FarmWorld>();
