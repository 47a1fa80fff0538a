import { Fate, type Trace } from '../../sim';
import type { Lit } from '../stage/lit';

/** What is to be lit on the stage; all else steps back. Plain data. */
export interface Light {
  /** Ids. */
  readonly nodes?: readonly string[];
  /** Messages of these types; those that get lost; duplicates. */
  readonly messages?: readonly string[] | 'lost' | 'duplicate';
  /** Lines by the numbers of their ends, either way round. */
  readonly lines?: readonly (readonly [number, number])[];
}

const NO_LINES: readonly (readonly [number, number])[] = [];

function isLit(trace: Trace, messages: Light['messages'], envelope: number): boolean {
  if (messages === undefined) return false;
  if (messages === 'lost') return trace.fate[envelope] === Fate.Lost;
  if (messages === 'duplicate') return trace.duplicateOf[envelope] >= 0;
  return messages.includes(trace.names[trace.type[envelope]]);
}

/** A light as the stage draws it. */
export function litByLight(
  { nodes = [], messages, lines = NO_LINES }: Light,
  { ids, trace }: { readonly ids: readonly string[]; readonly trace: Trace | null },
): Lit {
  return {
    nodes: new Set(nodes.map((id) => ids.indexOf(id)).filter((i) => i >= 0)),
    links: new Set(lines.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`)),
    message: (envelope) => trace !== null && isLit(trace, messages, envelope),
  };
}
