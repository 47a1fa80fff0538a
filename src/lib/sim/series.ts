import { closeWindow, nextWindow, type Probe } from './probes';
import type { Measures, World } from './system';
import { SECOND, type Micros } from './time';

/** A measure over time, as it was sampled: `values[line][i]` belongs to `at[i]`. */
export interface Series {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly string[];
  readonly at: number[];
  readonly values: number[][];
  readonly target: { readonly value: number; readonly label: string } | null;
}

/** Past this many samples every second one is dropped and the time between them doubles: memory stays bounded. */
const MOST = 1024;

/** Takes the series of a run at regular times. Samples lie between events and never move one. */
export class Sampler {
  nextAt: Micros;
  every: Micros;
  #lastAt = 0;
  series: Series[];

  constructor(
    private readonly measures: Measures,
    private readonly world: World,
  ) {
    this.every = measures.sampleEvery(world.settings);
    this.nextAt = this.every;
    this.series = measures.series.map((s) => {
      const lines = s.lines(world.settings);
      const target = s.target?.(world.settings) ?? null;
      return {
        id: s.id,
        title: s.title,
        unit: s.unit,
        lines,
        at: [],
        values: lines.map(() => []),
        target,
      };
    });
  }

  /** Samples at `at`, with the probes' windows since the last sample. */
  take(at: Micros, probes: readonly Probe[]): void {
    const seconds = (at - this.#lastAt) / SECOND;
    for (const p of probes) closeWindow(p);
    this.measures.series.forEach((spec, i) => {
      const row = spec.sample(this.world, seconds);
      this.series[i].at.push(at);
      this.series[i].values.forEach((line, j) => line.push(row[j] ?? NaN));
    });
    for (const p of probes) nextWindow(p);
    this.#lastAt = at;
    if ((this.series[0]?.at.length ?? 0) >= MOST) this.#thin();
    this.nextAt = at + this.every;
  }

  #thin(): void {
    const keep = <T>(xs: T[]) => xs.splice(0, xs.length, ...xs.filter((_, i) => i % 2 === 1));
    for (const s of this.series) {
      keep(s.at);
      s.values.forEach(keep);
    }
    this.every *= 2;
  }

  save() {
    return { nextAt: this.nextAt, every: this.every, lastAt: this.#lastAt, series: this.series };
  }

  restore(saved: ReturnType<Sampler['save']>): void {
    this.nextAt = saved.nextAt;
    this.every = saved.every;
    this.#lastAt = saved.lastAt;
    this.series = saved.series;
  }
}
