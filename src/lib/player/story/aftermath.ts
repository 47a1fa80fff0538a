import {
  Fate,
  firstPlace,
  formatAct,
  Rec,
  type Intervention,
  type RunResult,
  type Trace,
} from '../../sim';
import { isMend } from './acts';
import { Handlers } from './handlers';
import { reachOf, silences, type Reach } from './reach';
import type { Scene } from './types';
import type { Names } from './words';

/** A timer that ran out at `node`, because what it waited for did not come from `of`. Numbers of nodes. */
export interface Wait {
  readonly record: number;
  readonly node: number;
  readonly of: number;
}

/** Waits in vain that are looked for: what follows from later ones is told by the first. */
const MOST_WAITS = 40;

/** An answer is looked for in so many records, and its cause in so many steps. */
const SEARCH = { records: 20_000, steps: 40 };

/** Why a message is lost, by the act that does it. */
const LOSSES: Partial<Record<Intervention['do'], readonly string[]>> = {
  crash: ['crashed'],
  cut: ['cut', 'partition'],
  partition: ['partition'],
  lose: ['lost'],
  drop: ['dropped'],
};

/**
 * What follows from an act as far as a trace can show: what was caused by it, by a message that it held up or copied, or by
 * a wait for something that it kept from coming. What is not in here may follow from it too, but nobody can tell.
 */
export class Aftermath {
  readonly waits: Wait[] = [];
  readonly reach: Reach;
  readonly #first: number;
  readonly #follows: Uint8Array;
  readonly #handlers: Handlers;
  /** Envelopes that were lost, held up or made by the act. */
  readonly #disturbed = new Set<number>();
  /** Ends of those that did not arrive as they should, as `from × nodes + to`. */
  readonly #missed = new Set<number>();
  readonly #isMend: boolean;

  constructor(
    private readonly act: Intervention,
    private readonly trace: Trace,
    private readonly scene: Scene,
    names: Names,
  ) {
    const { at, cause, kind } = trace;
    this.reach = reachOf(act, scene, names);
    this.#isMend = isMend(act);
    this.#handlers = new Handlers(trace, scene);
    this.#first = firstPlace(0, at.length, (i) => at[i] < act.at);
    this.#follows = new Uint8Array(at.length - this.#first);
    for (let i = this.#first; i < at.length; i++) {
      if (kind[i] === Rec.Lost || kind[i] === Rec.Held) this.#disturb(i);
      if (this.follows(cause[i]) || this.#begins(i)) this.#follows[i - this.#first] = 1;
    }
  }

  /** Whether a record follows from the act. */
  follows(record: number): boolean {
    return record >= this.#first && this.#follows[record - this.#first] === 1;
  }

  /** Whether what a node has just come to think of another follows from what was done to that one. */
  isAbout(record: number, about: number): boolean {
    const { node, kind, peer, envelope, sent } = this.trace;
    const who = node[record];
    if (!this.reach.hit.has(about) || this.reach.hit.has(who)) return false;
    const n = this.scene.topology.nodes.length;
    if (!this.#isMend)
      return this.#missed.has(who * n + about) || this.#missed.has(about * n + who);
    const first = this.#handlers.of(record);
    return (
      first >= 0 &&
      kind[first] === Rec.Deliver &&
      peer[first] === about &&
      sent[envelope[first]] >= this.act.at
    );
  }

  #disturb(i: number): void {
    const { kind, name, names, node, peer, envelope } = this.trace;
    const { act, reach } = this;
    const e = envelope[i];
    if (e < 0) return;
    const ours =
      kind[i] === Rec.Held
        ? act.do === 'pause' && reach.hit.has(node[i])
        : LOSSES[act.do]?.includes(names[name[i]]) === true &&
          (act.do === 'drop'
            ? e === act.message
            : act.do === 'crash'
              ? reach.hit.has(node[i])
              : reach.touches(peer[i], node[i]));
    if (!ours) return;
    this.#disturbed.add(e);
    this.#missed.add(peer[i] * this.scene.topology.nodes.length + node[i]);
  }

  /** Whether a record is one with which consequences begin. */
  #begins(i: number): boolean {
    switch (this.trace.kind[i]) {
      case Rec.Intervention:
        return this.#isAct(i);
      case Rec.Deliver:
        return this.#isDisturbed(this.trace.envelope[i]);
      case Rec.Send:
        return this.#isRefusal(i);
      case Rec.Timer:
        return this.#isWait(i);
      default:
        return false;
    }
  }

  #isAct(i: number): boolean {
    const { at, node, name, names } = this.trace;
    if (at[i] !== this.act.at) return false;
    const [wanted, text] = [formatAct(this.act), names[name[i]]];
    // On each member where it names a group.
    const isMember = this.reach.hit.has(node[i]) && wanted.split(' ')[0] === text.split(' ')[0];
    return text === wanted || isMember;
  }

  /** Held up, or made, by the act. */
  #isDisturbed(e: number): boolean {
    if (this.#disturbed.has(e)) return true;
    const { act, reach, trace } = this;
    const { from, to, sent, ended, duplicateOf } = trace;
    switch (act.do) {
      case 'delay-message':
        return e === act.message;
      case 'duplicate-message':
        return duplicateOf[e] === act.message;
      case 'duplicate':
        return duplicateOf[e] >= 0 && sent[e] >= act.at && reach.touches(from[e], to[e]);
      case 'delay': {
        const isLate = act.share > 0 && ended[e] - sent[e] >= act.by;
        return isLate && sent[e] >= act.at && reach.touches(from[e], to[e]);
      }
      default:
        return false;
    }
  }

  /** What a node that fails fast answers. */
  #isRefusal(i: number): boolean {
    if (this.act.do !== 'fail-fast' || !this.reach.hit.has(this.trace.node[i])) return false;
    const first = this.#handlers.of(i);
    return first >= this.#first && this.trace.kind[first] === Rec.Deliver;
  }

  #isWait(i: number): boolean {
    if (this.waits.length >= MOST_WAITS || this.#isMend || this.act.do === 'set') return false;
    const { node, cause, at } = this.trace;
    if (this.reach.hit.has(node[i]) || at[i] <= this.act.at) return false;
    const armed = this.#handlers.of(cause[i]);
    if (armed < 0) return false;
    const of = this.#unanswered(armed, i) ?? this.#unheard(armed, i);
    if (of === null || !this.#handlers.leaves(i) || !this.#handlers.isWait(i)) return false;
    this.waits.push({ record: i, node: node[i], of });
    return true;
  }

  /** Whose answer to what was sent when a timer was set has not come, for the act's sake. */
  #unanswered(armed: number, timer: number): number | null {
    const { envelope, from, to, fate, ended, at } = this.trace;
    for (const send of this.#handlers.sends(armed)) {
      const e = envelope[send];
      if (!this.#mayDisturb(from[e], to[e])) continue;
      const answers = this.#answersOf(e, timer);
      if (answers.some((a) => fate[a] === Fate.Delivered && ended[a] <= at[timer])) continue;
      const isSilent = silences(this.act) && this.reach.hit.has(to[e]);
      if (isSilent || [e, ...answers].some((one) => this.#isDisturbed(one))) return to[e];
    }
    return null;
  }

  /** Whether what goes on between two nodes may be disturbed by the act. */
  #mayDisturb(a: number, b: number): boolean {
    if (!('message' in this.act)) return this.reach.touches(a, b) || this.reach.touches(b, a);
    const { from, to } = this.trace;
    const ends = [from[this.act.message], to[this.act.message]];
    return ends.includes(a) && ends.includes(b);
  }

  /** Envelopes that went back because one was delivered, up to a record. */
  #answersOf(e: number, last: number): number[] {
    const { kind, envelope, ended, at, from, to, cause } = this.trace;
    if (!(ended[e] <= at[last])) return [];
    let first = firstPlace(0, at.length, (k) => at[k] < ended[e]);
    while (first < last && !(kind[first] === Rec.Deliver && envelope[first] === e)) first++;
    const answers: number[] = [];
    for (let i = first + 1; i < Math.min(last, first + SEARCH.records); i++) {
      const a = envelope[i];
      if (kind[i] !== Rec.Send || from[a] !== to[e] || to[a] !== from[e]) continue;
      let back = cause[i];
      for (let n = 0; n < SEARCH.steps && back > first; n++) back = cause[back];
      if (back === first) answers.push(a);
    }
    return answers;
  }

  /** From whom nothing more came after the message at which a timer was set, for the act's sake. */
  #unheard(armed: number, timer: number): number | null {
    const { kind, node, peer, at, from, to, envelope } = this.trace;
    if (kind[armed] !== Rec.Deliver) return null;
    const [who, of] = [node[armed], peer[armed]];
    if (!this.#mayDisturb(who, of)) return null;
    const isDown = this.reach.hit.has(of) && ['crash', 'pause'].includes(this.act.do);
    let isKept = isDown && at[armed] <= this.#backAt(of);
    for (let i = armed + 1; i < timer; i++) {
      if (kind[i] === Rec.Deliver && node[i] === who && peer[i] === of) return null;
      const e = envelope[i];
      isKept ||= e >= 0 && from[e] === of && to[e] === who && this.#disturbed.has(e);
    }
    return isKept ? of : null;
  }

  /** When a node that was stopped goes on. */
  #backAt(of: number): number {
    const { kind, node, name, names, at } = this.trace;
    const back = ['restart', 'resume', 'recover'];
    for (let i = this.#first; i < kind.length; i++)
      if (
        kind[i] === Rec.Intervention &&
        node[i] === of &&
        back.includes(names[name[i]].split(' ')[0])
      )
        return at[i];
    return Infinity;
  }
}

/** What follows from an act; `null` where there is no trace to tell. */
export const aftermathOf = (
  act: Intervention,
  { trace }: RunResult,
  scene: Scene,
  names: Names,
): Aftermath | null => trace && new Aftermath(act, trace, scene, names);
