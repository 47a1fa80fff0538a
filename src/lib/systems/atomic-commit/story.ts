import { decidersOf } from './measures';
import type { CommitWorld } from './world';

type W = CommitWorld;

/** What captions ask of a run. */
export const isDown = (node: { mode: { host: string } }): boolean => node.mode.host === 'crashed';
/** The first of those that see sign-ups through: the coordinator, a manager or the orchestrator. */
export const first = (w: W) => decidersOf(w)[0];
export const isFirstDead = (w: W): boolean => first(w).mode.role === 'off';

export const aboutFirst = (w: W) => [first(w)];
export const aboutDatabases = (w: W) => w.at.participants.slice(0, 2);
