/** What a page may ask of the widget on it. */
export interface WidgetController {
  load(recipe: {
    scenario?: string;
    settings?: Record<string, unknown>;
    seed?: number;
    interventions?: string[];
    until?: string;
    requests?: number;
  }): void;
  run(options?: { trace?: 'full' | 'metrics' }): Promise<RunSummary>;
  play(): void;
  pause(): void;
  readonly summary: RunSummary | null;
  link(): string;
}

export interface RunSummary {
  metrics: Record<string, number>;
  nodes: Record<string, Record<string, number>>;
  verdicts: { property: string; holds: boolean; why?: string }[];
  digest: string;
}
