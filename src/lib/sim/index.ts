/** The kernel's public face. Rooms outside `sim` import from here. */
export type { Moment } from './caption-watch';
export * from './columns';
export { InputError, shown, SimulationBug } from './errors';
export type { Coming, Inspection, PendingTimer, Waiting } from './inspect';
export { eventReader } from './events';
export { grouped, significant } from './figures';
export * from './interventions';
export { loadInstant, asRef, storeInstant } from './instant';
export type { PropertyVerdict } from './monitors';
export { changeRules, isCut, type Rule } from './network';
export type * from './challenge';
export { defineSystem } from './define';
export type * from './hunt-spec';
export type * from './kind';
export type * from './machine';
export type * from './node';
export type * from './pictures';
export * from './numbers';
export {
  addTo,
  clearHistogram,
  COUNTER,
  countsUpTo,
  emptyHistogram,
  meanOf,
  percentile,
  TIMES,
  timesMs,
  type Histogram,
  type Probe,
  type ProbeSpec,
} from './probes';
export {
  below,
  chance,
  exponential,
  ln,
  nextUint32,
  openStream,
  shuffle,
  uniform,
  type Stream,
} from './random';
export { exp, logNormal, normal } from './log-normal';
export { makeRecipe, RECIPE_VERSION, replayCommand, scenarioOf, type RecipeParts } from './recipe';
export { referencesOf } from './refs';
export {
  Run,
  simulate,
  type Checkpoint,
  type RunOptions,
  type RunResult,
  type TraceLevel,
} from './run';
export type { SampledEnvelope } from './sample';
export type { Series } from './series';
export * from './settings';
export * from './system';
export * from './time';
export * from './topology';
export * from './words';
export {
  Fate,
  partChangeAt,
  Rec,
  type Gauge,
  type PartChange,
  type RecKind,
  type TimedHistoryEntry,
  type Trace,
  type TraceEvent,
} from './trace';
