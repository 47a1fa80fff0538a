import { Rec, type Trace } from '../../sim';
import type { Scene } from './types';

/** Alike handlings that must be known before it can be said what they usually lead to. */
const ENOUGH = 2;
/** A timer that runs out no more often than this after such handlings is usually cancelled: it waits for something. */
const SELDOM = 0.2;

/** What of a trace was done in one go: each delivery and each timer with all that its handler sent and set. */
export class Handlers {
  /** When handlings of each class began, in order. */
  #begun: Map<string, number[]> | null = null;
  /** When those began whose timer of a name ran out, by class and name. */
  readonly #ranOut = new Map<string, number[]>();

  constructor(
    private readonly trace: Trace,
    private readonly scene: Scene,
  ) {}

  /** Whether a record begins a handling. */
  begins(record: number): boolean {
    const kind = this.trace.kind[record];
    return kind === Rec.Deliver || kind === Rec.Timer || kind === Rec.Intervention;
  }

  /** The delivery, timer or intervention in whose handling a record was written; −1: the run's beginning. */
  of(record: number): number {
    let i = record;
    while (i >= 0 && !this.begins(i)) i = this.trace.cause[i];
    return i;
  }

  /** Records of what the handling that began with `first` sent. */
  sends(first: number): number[] {
    const { kind, node } = this.trace;
    const found: number[] = [];
    for (let i = first + 1; i < kind.length && !this.begins(i) && kind[i] !== Rec.Held; i++)
      if (kind[i] === Rec.Send && node[i] === node[first]) found.push(i);
    return found;
  }

  /** Whether a handling left anything to be seen in the trace. */
  leaves(first: number): boolean {
    const { kind } = this.trace;
    const next = first + 1;
    return next < kind.length && !this.begins(next) && kind[next] !== Rec.Held;
  }

  /** Whether a timer usually does not run out, as seen up to then: what was waited for came, and it was cancelled. */
  isWait(timer: number): boolean {
    const { at, cause, name } = this.trace;
    const armed = this.of(cause[timer]);
    if (armed < 0) return false;
    const begun = this.#classes().get(this.#classOf(armed)) ?? [];
    const before = (some: readonly number[]) => some.filter((time) => time < at[armed]).length;
    const all = before(begun);
    const key = `${this.#classOf(armed)} ${name[timer]}`;
    return all >= ENOUGH && before(this.#ranOut.get(key) ?? []) <= all * SELDOM;
  }

  /** By the kind of node, and what it handles. */
  #classOf(first: number): string {
    const { kind, node, name } = this.trace;
    return `${this.scene.topology.nodes[node[first]]?.behaviour.kind} ${kind[first]} ${name[first]}`;
  }

  #classes(): Map<string, number[]> {
    if (this.#begun) return this.#begun;
    const { kind, at, cause, name } = this.trace;
    const begun = (this.#begun = new Map<string, number[]>());
    const add = (map: Map<string, number[]>, key: string, time: number) => {
      const list = map.get(key);
      if (list) list.push(time);
      else map.set(key, [time]);
    };
    for (let i = 0; i < kind.length; i++) {
      if (kind[i] !== Rec.Deliver && kind[i] !== Rec.Timer) continue;
      add(begun, this.#classOf(i), at[i]);
      const armed = kind[i] === Rec.Timer && this.leaves(i) ? this.of(cause[i]) : -1;
      if (armed >= 0) add(this.#ranOut, `${this.#classOf(armed)} ${name[i]}`, at[armed]);
    }
    return begun;
  }
}
