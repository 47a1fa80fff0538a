import { standingOf } from './measures';
import type { FarmWorld } from './world';

/** What captions look at. */
export type W = FarmWorld;

export const totalOf = (w: W): number => standingOf(w).total;
export const hasEnded = (w: W): boolean => standingOf(w).ended !== 'no';
export const isCrashed = (w: W, id: string): boolean => w.node(id).mode.host === 'crashed';
export const isPaused = (w: W, id: string): boolean => w.node(id).mode.host === 'paused';
