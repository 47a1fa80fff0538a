import { grouped } from '../lib/sim';
import type { Expectation } from './schema';

/** What a run says of itself, as far as the pages read it. */
export interface Numbers {
  readonly metrics: Readonly<Record<string, number>>;
  readonly nodes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The number an expectation is about. Throws when the run has no such number. */
export function readNumber(of: Pick<Expectation, 'read'>, run: Numbers): number {
  const [room, ...path] = of.read.split('.');
  const value =
    room === 'metrics'
      ? run.metrics[path[0]]
      : run.nodes[path.slice(0, -1).join('.')]?.[path.at(-1)!];
  if (value === undefined) throw new Error(`the run has no ${of.read}`);
  return value;
}

/** Whether a number is within an expectation's tolerance, ends included. */
export function holds(of: Pick<Expectation, 'value' | 'tolerance'>, measured: number): boolean {
  return Math.abs(measured - of.value) <= of.tolerance + 1e-9;
}

/** A number as a page shows it: whole from a thousand up, in three figures below, with its unit; "none" where a run gives none. */
export function show(of: Pick<Expectation, 'unit'>, value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const rounded = Math.abs(value) < 1000 ? Number(value.toPrecision(3)) : Math.round(value);
  return `${grouped(rounded)}${of.unit ? ` ${of.unit}` : ''}`;
}

/** How far a number may be off, "±5 ms"; "exactly" where it may not be off at all. */
export function allowed(of: Pick<Expectation, 'unit' | 'tolerance'>): string {
  return of.tolerance === 0 ? 'exactly' : `±${show(of, of.tolerance)}`;
}
