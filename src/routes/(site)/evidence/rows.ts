/** A published or derived figure beside ours, as `npm run -s sim -- evidence --json` writes it. */
export interface EvidenceRow {
  id: string;
  title: string;
  source: string;
  published: number | string;
  ours: number | string;
  tolerance: number | string;
  holds: boolean;
  settings: Record<string, unknown>;
  seeds: number[] | number;
}

const files = import.meta.glob<{ rows: EvidenceRow[] }>('/src/lib/evidence/results.json', {
  eager: true,
  import: 'default',
});

/** The rows of the last evidence run; none before the first. */
export const ROWS: readonly EvidenceRow[] = Object.values(files)[0]?.rows ?? [];

/** A number in at most four figures; words as they are. */
export function figure(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumSignificantDigits: 4 });
}

/** Settings as the terminal takes them. */
export function settingsText(settings: Record<string, unknown>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
