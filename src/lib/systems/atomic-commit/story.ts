import { decidersOf } from './measures';
import { seconds } from '../../sim';
import type { CommitWorld } from './world';

type W = CommitWorld;

const LATE = seconds(0.2);

/** What captions ask of a run. */
export const isDown = (node: { mode: { host: string } }): boolean => node.mode.host === 'crashed';
/** The first of those that see sign-ups through: the coordinator, a manager or the orchestrator. */
export const first = (w: W) => decidersOf(w)[0];
export const isFirstDead = (w: W): boolean => first(w).mode.role === 'off';

/** Instances whose call to the wallet service has had no reply for longer than any reply takes. */
export const unanswered = (w: W) => {
  const calls = [...w.observed.outstanding.values()];
  return calls.filter(({ at }) => w.now - at > LATE).map(({ from }) => w.as('instances', from));
};

export const aboutFirst = (w: W) => [first(w)];
export const aboutDatabases = (w: W) => w.at.participants.slice(0, 2);
