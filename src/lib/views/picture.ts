import { MILLISECOND, upperBound, type Micros, type Tag } from '../sim';
import { conditionsAt, type Conditions, type Skew } from './picture-conditions';
import { eachFlying, eachLost, waitingAt } from './picture-flights';
import type { PictureIndex } from './picture-index';
import { goneInCrash, levelAt, meanLevel, stepAt, type NodeIndex } from './picture-nodes';

export type { LinkPicture, Skew } from './picture-conditions';
export { indexRun, indexRunInSlices, type PictureIndex } from './picture-index';
export type { StageNode } from './stage-node';

/** A level that a node wrote down, such as the length of its queue. */
export interface Level {
  readonly name: string;
  readonly value: number;
  /** Over the last 100 ms, for arcs: how busy, not whether busy. */
  readonly mean: number;
  /** Written before the node's last crash: gone, unless it was on disk. */
  readonly gone: boolean;
  /** How long ago it was written, µs. */
  readonly age: Micros;
}

/** What another node makes of this one, such as a balancer of a server. */
export interface Opinion {
  readonly by: string;
  readonly state: string;
  readonly tags: readonly Tag[];
}

/** One node at a moment. */
export interface NodePicture {
  readonly id: string;
  readonly host: 'running' | 'paused' | 'crashed';
  readonly role: string;
  /** What its role says of it. */
  readonly tags: readonly Tag[];
  readonly levels: readonly Level[];
  /** 3 where everything takes three times as long. */
  readonly slow: number;
  readonly skew: Skew | null;
  readonly parts: readonly {
    readonly name: string;
    readonly state: string;
    readonly tags: readonly Tag[];
  }[];
  readonly opinions: readonly Opinion[];
  /** Messages that wait at it while it is paused. */
  readonly held: number;
  readonly cutOff: boolean;
  readonly violated: boolean;
}

/** Messages at a moment, in columns: there may be thousands, sixty times a second. */
export interface MessagesPicture {
  readonly count: number;
  readonly envelope: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index into the trace's names. */
  readonly type: Int32Array;
  /** Share of the way, 0 … 1. */
  readonly progress: Float32Array;
  /** −1 while it travels; once lost 0 … 1 while it falls and fades. */
  readonly fall: Float32Array;
  /** 1 for a duplicate. */
  readonly duplicate: Uint8Array;
  /** Why it was lost, an index into the trace's names; −1 while it travels. */
  readonly why: Int32Array;
}

/** The system at time t. */
export interface Picture {
  readonly t: Micros;
  readonly nodes: readonly NodePicture[];
  readonly messages: MessagesPicture;
  /** Links, sides of a partition and what else faults did to the network; the same object until the next fault. */
  readonly network: Conditions;
}

/** How far back a mean level looks. */
const WINDOW = 100 * MILLISECOND;
/** A message lost as it was sent is seen to go some of the way. */
const LOST_AFTER = 0.5;
/** One that does not arrive in this run keeps short of the end. */
const NEARLY = 0.97;

const NO_MESSAGES: MessagesPicture = columns(0);

/** The picture at `t`. A pure function; looks up, never replays. */
export function pictureAt(index: PictureIndex, t: Micros): Picture {
  const network = conditionsAt(index.conditions, t);
  const opinions = opinionsAt(index, t);
  const broken = new Set(index.violations.filter((v) => v.at <= t).map((v) => v.node));
  const nodes = index.nodes.map((node, i): NodePicture => {
    const mode = stepAt(node.modes, t);
    return {
      id: index.ids[i],
      host: mode.host,
      role: mode.role,
      tags: mode.tags ?? [],
      levels: levelsAt(node, t),
      slow: network.slow[i],
      skew: network.skew[i],
      parts: [...node.parts].map(([name, steps]) => {
        const state = stepAt(steps, t);
        return { name, state, tags: node.partTags[state] ?? [] };
      }),
      opinions: opinions.get(index.ids[i]) ?? [],
      held: index.flights ? waitingAt(index.flights.waits[i], t) : 0,
      cutOff: network.cutOff[i],
      violated: broken.has(i),
    };
  });
  return { t, nodes, messages: messagesAt(index, t), network };
}

function levelsAt(node: NodeIndex, t: Micros): Level[] {
  return node.gauges.map((gauge) => {
    const gone = goneInCrash(gauge, node.crashes, t);
    return {
      name: gauge.name,
      value: levelAt(gauge, t),
      mean: gone ? 0 : meanLevel(gauge, t, WINDOW),
      gone,
      age: t - (gauge.at[upperBound(gauge.at, t) - 1] ?? t),
    };
  });
}

/** What each node is thought to be, by those that are running and have a part of its name. */
function opinionsAt(index: PictureIndex, t: Micros): Map<string, Opinion[]> {
  const all = new Map<string, Opinion[]>();
  index.nodes.forEach((node, i) => {
    if (node.parts.size === 0 || stepAt(node.modes, t).host === 'crashed') return;
    for (const [part, steps] of node.parts) {
      const state = stepAt(steps, t);
      const opinion = { by: index.ids[i], state, tags: node.partTags[state] ?? [] };
      const heard = all.get(part);
      if (heard) heard.push(opinion);
      else all.set(part, [opinion]);
    }
  });
  return all;
}

function columns(count: number): MessagesPicture {
  return {
    count,
    envelope: new Int32Array(count),
    from: new Int32Array(count),
    to: new Int32Array(count),
    type: new Int32Array(count),
    progress: new Float32Array(count),
    fall: new Float32Array(count),
    duplicate: new Uint8Array(count),
    why: new Int32Array(count),
  };
}

interface Seen {
  readonly envelope: number;
  readonly progress: number;
  readonly fall: number;
  readonly why: number;
}

function messagesAt({ trace, flights, ids }: PictureIndex, t: Micros): MessagesPicture {
  if (!trace || !flights) return NO_MESSAGES;
  const seen: Seen[] = [];
  const usual = (e: number) => flights.usual[trace.from[e] * ids.length + trace.to[e]];
  eachFlying(flights, t, (envelope, sent) => {
    const arrives = flights.arrives[envelope];
    const progress =
      arrives === Infinity
        ? Math.min(NEARLY, (t - sent) / usual(envelope))
        : (t - sent) / (arrives - sent);
    seen.push({ envelope, progress, fall: -1, why: -1 });
  });
  eachLost(flights, t, 2 * flights.longestUsual, (envelope, at, why) => {
    const past = (t - at) / usual(envelope);
    const atOnce = at === trace.sent[envelope];
    const goes = atOnce ? LOST_AFTER : 0;
    if (past > goes + 1) return;
    const way = atOnce
      ? LOST_AFTER
      : wayGone(trace.names[why], at - trace.sent[envelope], usual(envelope));
    const progress = Math.min(way, atOnce ? past : 1);
    seen.push({ envelope, progress, fall: past < goes ? -1 : past - goes, why });
  });
  const out = columns(seen.length);
  seen.forEach(({ envelope: e, progress, fall, why }, i) => {
    out.envelope[i] = e;
    out.from[i] = trace.from[e];
    out.to[i] = trace.to[e];
    out.type[i] = trace.type[e];
    out.progress[i] = progress;
    out.fall[i] = fall;
    out.duplicate[i] = trace.duplicateOf[e] < 0 ? 0 : 1;
    out.why[i] = why;
  });
  return out;
}

/** Where a message was when it was lost: at a crashed receiver, or somewhere on its way. */
function wayGone(why: string, flown: Micros, usual: Micros): number {
  return why === 'crashed' ? 1 : Math.min(NEARLY, flown / usual);
}

/** One message of a picture, for lists and labels. */
export interface MessagePicture {
  readonly envelope: number;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly progress: number;
  readonly duplicate: boolean;
  /** Why it was lost; "" while it travels. */
  readonly lost: string;
}

/** The messages of a picture as objects, in order of their numbers. Not for every frame. */
export function messagesOf(index: PictureIndex, picture: Picture): MessagePicture[] {
  const { messages: m } = picture;
  const names = index.trace?.names ?? [];
  return Array.from({ length: m.count }, (_, i) => ({
    envelope: m.envelope[i],
    from: index.ids[m.from[i]],
    to: index.ids[m.to[i]],
    type: names[m.type[i]],
    progress: m.progress[i],
    duplicate: m.duplicate[i] === 1,
    lost: m.why[i] < 0 ? '' : names[m.why[i]],
  })).sort((a, b) => a.envelope - b.envelope);
}
