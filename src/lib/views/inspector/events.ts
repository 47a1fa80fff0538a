import { partChangeAt, Rec, SECOND, type MessageKind, type Micros, type Trace } from '../../sim';
import { keyWords } from './values';

/** What names the nodes and messages of a run. */
export interface Names {
  readonly labels: readonly string[];
  readonly ids: readonly string[];
  readonly messages: Readonly<Record<string, MessageKind>>;
}

const found = new WeakMap<Trace, Map<number, Int32Array>>();

/** What happens to a node: deliveries, timers, what is done to it, what comes while it is paused. */
function isEvent({ kind, name, names }: Trace, i: number, of: number, node: number): boolean {
  const k = kind[i];
  if (k === Rec.Intervention) return of === node || (of < 0 && names[name[i]].startsWith('set '));
  return of === node && (k === Rec.Deliver || k === Rec.Timer || k === Rec.Held);
}

/** The records of all events of a node, in order. */
export function eventsOf(trace: Trace, node: number): Int32Array {
  let byNode = found.get(trace);
  if (!byNode) found.set(trace, (byNode = new Map<number, Int32Array>()));
  let events = byNode.get(node);
  if (!events) {
    const all: number[] = [];
    for (let i = 0; i < trace.kind.length; i++)
      if (isEvent(trace, i, trace.node[i], node)) all.push(i);
    byNode.set(node, (events = Int32Array.from(all)));
  }
  return events;
}

/** A node's events around a moment, as records; −1: none. */
export interface Around {
  /** The last one up to the moment. */
  readonly last: number;
  /** How many there were up to then. */
  readonly count: number;
  /** The last of those before the time of `last`, and the first of those after the moment. */
  readonly previous: number;
  readonly next: number;
}

export function eventsAround(trace: Trace, node: number, t: Micros): Around {
  const events = eventsOf(trace, node);
  /** How many of them are not later than `at`. */
  const upTo = (at: Micros): number => {
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (trace.at[events[middle]] <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const count = upTo(t);
  const last = events[count - 1] ?? -1;
  const before = last < 0 ? 0 : upTo(trace.at[last] - 1);
  return { last, count, previous: events[before - 1] ?? -1, next: events[count] ?? -1 };
}

/** A point in time: "12.3456 s". */
export const timeText = (at: Micros): string => `${Number((at / SECOND).toFixed(4))} s`;

/** A length of time, as finely as it matters: "340 ms", "1.25 s", "2 h". */
export function lengthText(micros: Micros): string {
  if (micros >= 3600 * SECOND) return `${Number((micros / SECOND / 3600).toPrecision(3))} h`;
  if (micros >= 60 * SECOND) return `${Number((micros / SECOND / 60).toPrecision(3))} min`;
  const rounded = micros < 1000 ? Math.round(micros) : Math.round(Number(micros.toPrecision(3)));
  if (rounded >= SECOND) return `${Number((rounded / SECOND).toPrecision(3))} s`;
  if (rounded >= 1000) return `${Number((rounded / 1000).toPrecision(3))} ms`;
  return `${rounded} µs`;
}

/** A kind of message as the legend calls it. */
export const titleOf = (type: string, messages: Names['messages']): string =>
  Object.hasOwn(messages, type) ? messages[type].title : keyWords(type);

/** Titles are of any form: “declined”, “vote for me”. */
export const quoted = (type: string, messages: Names['messages']): string =>
  `“${titleOf(type, messages)}”`;

const modeWords = (key: string): string => {
  const [host, role = ''] = key.split('|');
  return host === 'running' ? keyWords(role || host) : host;
};

/** Record `i` in words, without its node: "receives “ballot” from replica 2". */
export function recordWords(trace: Trace, i: number, { labels, ids, messages }: Names): string {
  const name = trace.names[trace.name[i]];
  const envelope = trace.envelope[i];
  const title = envelope < 0 ? '' : quoted(trace.names[trace.type[envelope]], messages);
  const peer = labels[trace.peer[i]] ?? '';
  switch (trace.kind[i]) {
    case Rec.Send:
      return `sends ${title} to ${peer}`;
    case Rec.Deliver:
      return `receives ${title} from ${peer}`;
    case Rec.Lost:
      return `does not get ${title} from ${peer}: ${name}`;
    case Rec.Held:
      return envelope < 0
        ? `is paused while timer ${keyWords(name)} runs out`
        : `is paused while ${title} from ${peer} arrives`;
    case Rec.Timer:
      return `timer ${keyWords(name)} fires`;
    case Rec.Mode:
      return `is now ${modeWords(name)}`;
    case Rec.Part: {
      const { part, to } = partChangeAt(trace, i);
      return `takes ${labels[ids.indexOf(part)] ?? part} for ${keyWords(to)}`;
    }
    case Rec.Note:
      return `notes: ${name}`;
    default:
      return name;
  }
}

/** The same with its node and time, for a link to it: "replica 1 sends “ballot” to replica 2, at 1.2 s". */
export function recordTitle(trace: Trace, i: number, names: Names): string {
  const who =
    trace.node[i] < 0 || trace.kind[i] === Rec.Intervention ? '' : names.labels[trace.node[i]];
  const gap = who === '' ? '' : trace.kind[i] === Rec.Timer ? ': ' : ' ';
  return `${who}${gap}${recordWords(trace, i, names)}, at ${timeText(trace.at[i])}`;
}
