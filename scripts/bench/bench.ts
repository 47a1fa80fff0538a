/** One line of the report. `limit` is what the project asks for; a bench never fails by being slow. */
export interface Measure {
  readonly name: string;
  readonly value: string;
  readonly limit?: string;
  readonly within?: boolean;
}

/** A file of this folder with a `bench` in it is one of these; `main.ts` lists them. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(): Promise<Measure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A ratio against its limit, as a line. */
export function ratio(name: string, value: number, limit: number, aim?: number): Measure {
  return {
    name,
    value: `${value.toFixed(2)} ×`,
    limit: `at most ${limit} ×${aim ? `, aim ${aim} ×` : ''}`,
    within: value <= limit,
  };
}

/** A time in ms against its limit, as a line. */
export function atMost(name: string, ms: number, limit: number): Measure {
  const text = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));
  return { name, value: `${text(ms)} ms`, limit: `at most ${text(limit)} ms`, within: ms <= limit };
}
