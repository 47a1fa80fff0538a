import { delivers, readersOf, running } from './processes';
import type { ContractWorld } from './world';

/** What the scenarios share: loads, deployments, and what their captions ask of the run. */

type W = ContractWorld;

/** The deployment of the page's numbers: a hundred requests a second, an instance every ten seconds, at once. */
export const FULL = { ratePerSecond: 100, gapS: 10, deployAfterS: 0, loadS: 100 };

/** The same, an instance every two seconds. */
export const quick = { ratePerSecond: 20, gapS: 2, deployAfterS: 4, loadS: 32 };

export const reuse = {
  change: 'reuse',
  format: 'numbers',
  strategy: 'one-step',
  order: 'producer-first',
} as const;

export const wallet = ({ at }: W) => [at.wallet];

/** Instances that write the new field alone. */
export const newest = ({ at }: W) => at.users.filter((n) => n.durable.stage === 'new');
/** All instances write the new field, and what they write is read. */
export const allArrives = (w: W) => running(w, 'new') === w.at.users.length && delivers(w);

/** Whoever writes the new form, and whoever has to read it. */
export const bothEnds = (w: W) => [...newest(w), ...readersOf(w)];
