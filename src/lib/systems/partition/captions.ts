import { Side, sideOf } from './observer';
import { about, type PartitionWorld as W, type ReplicaNode } from './world';

type Nodes = readonly { readonly id: string }[];

export const all = (w: W): Nodes => w.at.replicas;
export const replica = (w: W, site: number): ReplicaNode => w.at.replicas[site - 1];
export const smallSide = (w: W): Nodes => w.at.replicas.slice(3);
export const clientsThere = (w: W): Nodes => [...smallSide(w), ...w.at.clients.slice(3)];
export const leading = (w: W): Nodes => w.at.replicas.filter((r) => r.mode.role === 'leader');

export const isCut = (w: W): boolean =>
  w.at.replicas.some((_, place) => sideOf(w, place) !== Side.Whole);
export const isHealed = (w: W): boolean => w.now > 45_000_000 && !isCut(w);
export const refusals = (w: W): number => w.probe('refused').all.sum;

export const begun = about((w) => [...w.at.clients, ...all(w)], ['write', 'done']).when(
  (w) => w.observed.acked.counter > 50,
)('Each client sends 20 increments a second to the replica at its own site: 100 a second in all.');
export const split23 = about(all).when(isCut)(
  'The network splits: replicas 1 to 3 on one side, 4 and 5 on the other. All are running, and all still have clients.',
);
