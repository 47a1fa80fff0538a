import type { Report } from '../sim';

/** Who sends operations and counts how each of them ended. */
interface Accountant {
  readonly label: string;
  readonly mode: { readonly host: string };
  readonly durable: Readonly<Record<'sent' | 'ok' | 'refused' | 'unknown', number>>;
  readonly volatile: { readonly open: { readonly size: number } };
}

/** Reports who has sent more or fewer operations than are closed and open. `what` names them. */
export function reportUnaccounted(who: readonly Accountant[], what: string, report: Report): void {
  for (const { label, mode, durable: t, volatile } of who) {
    // What a crashed client waited for is gone with its memory: it closes those accounts when it restarts.
    if (mode.host === 'crashed') continue;
    const closed = t.ok + t.refused + t.unknown;
    const open = volatile.open.size;
    if (t.sent !== closed + open)
      report(`${label} sent ${t.sent} ${what}, but ${closed} are closed and ${open} open`);
  }
}
