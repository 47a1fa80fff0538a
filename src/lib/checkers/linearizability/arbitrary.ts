import fc from 'fast-check';
import type { HistoryEntry } from '../../sim';
import { models, type ModelId } from './models';

/** What made-up histories are like. */
export interface Shape {
  readonly operations: number;
  /** Processes that take turns; an operation without an answer has a process of its own. */
  readonly processes: number;
  /** After an operation begins, at most so many open ones are answered: fewer mean more overlap. */
  readonly closes: number;
  /** How operations end; often named is often met. */
  readonly ends: readonly ('ok' | 'fail' | 'info' | 'open')[];
  readonly keys: readonly string[];
}

interface Planned {
  readonly process: number;
  readonly f: string;
  readonly input: unknown;
  readonly expected: unknown;
  readonly output: unknown;
  readonly end: Shape['ends'][number];
  readonly key: string;
}

function laidOut(planned: readonly [Planned, number][], look: string, fresh: number) {
  const entries: HistoryEntry[] = [];
  const open = new Map<number, () => void>();
  for (const [o, closes] of planned) {
    open.get(o.process)?.();
    let { process } = o;
    if (o.end === 'open') process = fresh++;
    const input = o.f === look ? undefined : o.f === 'cas' ? [o.expected, o.input] : o.input;
    entries.push({ process, type: 'invoke', f: o.f, key: o.key, value: input });
    if (o.end !== 'open') {
      const type = o.end;
      open.set(process, () => {
        const output = o.f === look && type === 'ok' ? o.output : undefined;
        entries.push({ process, type, f: o.f, key: o.key, value: output });
        open.delete(process);
      });
    }
    [...open.keys()].slice(0, closes).forEach((p) => open.get(p)?.());
  }
  [...open.values()].forEach((close) => close());
  return entries;
}

/** Histories of few values and few processes, so that both verdicts are common. */
export function histories(id: ModelId, shape: Shape): fc.Arbitrary<HistoryEntry[]> {
  const isRegister = id === 'register';
  const value = isRegister ? fc.integer({ min: 0, max: 2 }) : fc.constantFrom('a', 'b', '');
  const seenValue = isRegister
    ? fc.constantFrom(null, 0, 1, 2)
    : fc.constantFrom('', 'a', 'b', 'ab', 'aa', 'ba');
  const [look, set, change] = models[id].operations;
  const operation = fc.record({
    process: fc.integer({ min: 0, max: shape.processes - 1 }),
    f: fc.constantFrom(look, look, set, change),
    input: value,
    expected: seenValue,
    output: seenValue,
    end: fc.constantFrom(...shape.ends),
    key: fc.constantFrom(...shape.keys),
  });
  return fc
    .array(fc.tuple(operation, fc.nat({ max: shape.closes })), { maxLength: shape.operations })
    .map((planned) => laidOut(planned, look, shape.processes));
}
