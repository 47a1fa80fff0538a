import type { RunResult } from '../sim';

/** A run in numbers. */
export interface RunSummary {
  readonly metrics: Record<string, number>;
  readonly nodes: Record<string, Record<string, number>>;
  readonly verdicts: { property: string; holds: boolean; why?: string }[];
  readonly digest: string;
}

export const summaryOf = ({ metrics, nodes, verdicts, digest }: RunResult): RunSummary => ({
  metrics,
  nodes,
  verdicts: verdicts.map(({ property, holds, why }) => ({ property, holds, why })),
  digest,
});

/** Those who wait for a run. */
export class Waiting {
  #all: { resolve: (summary: RunSummary) => void; reject: (error: unknown) => void }[] = [];

  /** Resolves with the next run, or rejects with what stood in its way. */
  join(): Promise<RunSummary> {
    return new Promise((resolve, reject) => this.#all.push({ resolve, reject }));
  }

  settle(result: RunResult): void {
    for (const { resolve } of this.#all.splice(0)) resolve(summaryOf(result));
  }

  fail(error: unknown): void {
    for (const { reject } of this.#all.splice(0)) reject(error);
  }
}
