import { sum } from '../../sim';
import { lossesIn } from './histories';
import { about, type Copy, type ReplicationWorld as W } from './world';

type Nodes = readonly { readonly id: string }[];

export const copies = (w: W): readonly Copy[] => w.at.copies;
export const first = (w: W): Copy => w.at.copies[0];
export const third = (w: W): Copy => w.at.copies[2];
/** Everything that stands in zone A while copies are spread over three zones. */
export const zoneA = (w: W): Nodes => [w.at.writers[0], first(w), w.at.monitors[1]];
export const newLeaders = (w: W): readonly Copy[] => copies(w).filter((c) => c.durable.led > 1);
export const leaving = (w: W): readonly Copy[] => copies(w).filter((c) => c.durable.forgotten > 0);

export const isDown = ({ mode }: { readonly mode: { readonly host: string } }): boolean =>
  mode.host === 'crashed';
export const isReplaced = (w: W): boolean => newLeaders(w).length > 0;
export const isSilent = (w: W): boolean => w.now - w.observed.lastAckAt > 5_000_000;
export const hasForgotten = (w: W): boolean => sum(copies(w).map((c) => c.durable.forgotten)) > 0;
export const hasDiverged = (w: W): boolean => isReplaced(w) && lossesIn(w).diverged > 0;

export const begun = about((w) => [...w.at.writers, ...copies(w)], ['write', 'wal']).when(
  (w) => w.observed.count > 100,
)(
  'Writers in zones A and B insert rows at the primary, node 1, which ships its log to nodes 2 and 3.',
);
export const crashed = about((w) => [first(w)]).when((w) => isDown(first(w)))(
  'Node 1, the primary, crashes. Writes that it had acknowledged but not yet shipped exist on its disk alone.',
);
export const cut = about(zoneA).when((w) => !w.calm)(
  'The network cuts zone A off: node 1, writer 1 and monitor 2. Every machine is still running.',
);
