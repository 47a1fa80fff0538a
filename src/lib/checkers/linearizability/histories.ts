import { below, openStream, type HistoryEntry } from '../../sim';
import type { ModelId } from './models';

/** What a made-up history is like. */
export interface Recorded {
  readonly operations: number;
  readonly clients: number;
  readonly keys: number;
  readonly model: ModelId;
  /** One answer in so many is unknown; 0: none. */
  readonly unknownOneIn: number;
}

interface Started {
  readonly f: string;
  readonly key: string;
  readonly value: unknown;
  /** Takes effect at the latest when it is answered. */
  effect: 'none' | 'done' | 'refused';
  output: unknown;
}

function applied(held: Map<string, unknown>, o: Started): void {
  const state = held.get(o.key) ?? (o.f === 'get' || o.f === 'append' ? '' : null);
  o.effect = 'done';
  o.output = o.value;
  if (o.f === 'read' || o.f === 'get') o.output = state;
  else if (o.f === 'write' || o.f === 'put') held.set(o.key, o.value);
  else if (o.f === 'append') held.set(o.key, `${state as string}${o.value as string}`);
  else {
    const [expected, next] = o.value as [unknown, unknown];
    if (state === expected) held.set(o.key, next);
    else o.effect = 'refused';
  }
}

/**
 * Records clients that work on one true copy, each operation taking effect at a random moment while it is open. Such
 * a history is linearizable by construction. Equal seeds give equal histories.
 */
export function recordHistory(seed: number, of: Recorded): HistoryEntry[] {
  const random = openStream(seed, 'history');
  const held = new Map<string, unknown>();
  const open = new Map<number, Started>();
  const entries: HistoryEntry[] = [];
  const names = of.model === 'register' ? ['read', 'write', 'cas'] : ['get', 'put', 'append'];
  let nextProcess = of.clients;
  const processes = Array.from({ length: of.clients }, (_, i) => i);
  for (let begun = 0; begun < of.operations || open.size > 0;) {
    const place = below(random, of.clients);
    const process = processes[place];
    const current = open.get(process);
    if (!current) {
      if (begun >= of.operations) continue;
      begun++;
      const f = names[below(random, 3)];
      const key = `k${below(random, of.keys)}`;
      const value = f === 'cas' ? [below(random, 5), below(random, 5)] : below(random, 5);
      const isText = f === 'put' || f === 'append';
      const input = f === 'read' || f === 'get' ? undefined : isText ? `${String(begun)};` : value;
      open.set(process, { f, key, value: input, effect: 'none', output: undefined });
      entries.push({ process, type: 'invoke', f, key, value: input });
    } else if (current.effect === 'none') applied(held, current);
    else {
      open.delete(process);
      const isUnknown = of.unknownOneIn > 0 && below(random, of.unknownOneIn) === 0;
      // Whoever does not know goes on under a new number, as in Jepsen's histories.
      if (isUnknown) processes[place] = nextProcess++;
      const type = isUnknown ? 'info' : current.effect === 'done' ? 'ok' : 'fail';
      entries.push({
        process,
        type,
        f: current.f,
        key: current.key,
        value: type === 'ok' ? current.output : undefined,
      });
    }
  }
  return entries;
}
