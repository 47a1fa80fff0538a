import type { World } from '../../sim';
import { stories } from '../stories';
import type { settings } from './settings';
import type { topology } from './topology';

/** The run of this system as an outside observer sees it. */
export type BalancerWorld = World<typeof settings, typeof topology>;

export const { scenario, when } = stories<BalancerWorld>();
