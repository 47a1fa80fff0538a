import { Rec, upperBound, type Micros, type RunResult } from '../../../sim';

/** How a process is at a moment, in a word; "" when it is well. */
export type Standing = '' | 'crashed' | 'stopped' | 'down' | 'failing';

interface Change {
  readonly at: Micros;
  readonly standing: Standing;
}

const WORDS: Record<string, Standing> = { booting: 'down', failing: 'failing' };

function standingOf(mode: string): Standing {
  const [host, role] = mode.split('|');
  if (host === 'crashed') return 'crashed';
  return host === 'paused' ? 'stopped' : (WORDS[role] ?? '');
}

/** How each node has been, read off the trace once; empty without one. */
export function standings({ trace }: RunResult): ReadonlyMap<number, readonly Change[]> {
  const changes = new Map<number, Change[]>();
  if (!trace) return changes;
  for (let i = 0; i < trace.at.length; i++) {
    if (trace.kind[i] !== Rec.Mode) continue;
    const of = changes.get(trace.node[i]) ?? [];
    of.push({ at: trace.at[i], standing: standingOf(trace.names[trace.name[i]]) });
    changes.set(trace.node[i], of);
  }
  return changes;
}

export function standingAt(changes: readonly Change[] | undefined, t: Micros): Standing {
  if (!changes) return '';
  const at = changes.map((c) => c.at);
  return changes[upperBound(at, t) - 1]?.standing ?? '';
}
