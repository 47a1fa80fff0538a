import { eventReader, type Micros, type Trace } from '../../../sim';
import type { WindowWorld } from '../world';

const eventsOf = eventReader<WindowWorld>();

/** One packet, or one acknowledgement, on its way between the two ends. */
export interface Rung {
  readonly kind: 'data' | 'ack';
  readonly from: Micros;
  /** When it arrived or was lost; Infinity: neither, so far as the run goes. */
  readonly to: Micros;
  readonly fate: 'arrived' | 'lost' | 'open';
  /** What is written on it. */
  readonly number: string;
  /** The message that it carries; of an acknowledgement −1. */
  readonly payload: number;
  /** The packet that the receiver takes it for; −1: an old one, or none. */
  readonly place: number;
  /** A copy that was sent again, or that the channel made. */
  readonly again: boolean;
  /** When it is first known of: when it was sent, and of a copy that the channel made, when that came or was lost. */
  readonly known: Micros;
  /** What its receiver did: the rule's id. */
  readonly rule: string;
}

type End = { readonly at: Micros; readonly fate: 'arrived' | 'lost' } & Pick<
  Rung,
  'place' | 'rule'
>;

/** Every transmission has a number; what becomes of it, and of the channel's copies of it, in order of time. */
function endsByNo(trace: Trace, kind: Rung['kind']): Map<number, End[]> {
  const ends = new Map<number, End[]>();
  const add = (no: number, end: End) => {
    const known = ends.get(no);
    if (known) known.push(end);
    else ends.set(no, [end]);
  };
  for (const { at, name, data } of eventsOf(trace, 'took', 'heard', 'lost')) {
    if (name === 'lost') {
      if (data.type === kind) add(data.no, { at, fate: 'lost', place: -1, rule: '' });
    } else if (name === 'took' && kind === 'data')
      add(data.no, { at, fate: 'arrived', place: data.place, rule: data.rule });
    else if (name === 'heard' && kind === 'ack')
      add(data.no, { at, fate: 'arrived', place: -1, rule: data.rule });
  }
  return ends;
}

const OPEN = { at: Infinity, fate: 'open', place: -1, rule: '' } as const;

/** The rungs of one transmission: the first end is its own, further ones are of copies. */
function rungsOf(
  start: Omit<Rung, 'to' | 'fate' | 'place' | 'rule' | 'known'>,
  ends: readonly End[],
): Rung[] {
  return (ends.length > 0 ? ends : [OPEN]).map(({ at, fate, place, rule }, i) => ({
    ...start,
    to: at,
    fate,
    place,
    rule,
    again: start.again || i > 0,
    known: i > 0 ? at : start.from,
  }));
}

const written = (seq: number | null, upTo: number | null): string =>
  [seq, upTo === null ? null : `≤${upTo}`].filter((n) => n !== null).join(' ');

/** Reads from a trace what travelled when, in order of sending. */
export function rungs(trace: Trace, numbers: number): Rung[] {
  const [data, acks] = [endsByNo(trace, 'data'), endsByNo(trace, 'ack')];
  const found: Rung[] = [];
  for (const { at, name, data: e } of eventsOf(trace, 'sent', 'answered')) {
    const start = { from: at, again: false };
    if (name === 'sent') {
      const number = numbers > 1 ? `${e.seq}` : '';
      const own = { ...start, kind: 'data', number, payload: e.index, again: e.again } as const;
      found.push(...rungsOf(own, data.get(e.no) ?? []));
      continue;
    }
    // Each copy of a packet is answered for itself: the first answer under way gets the first end.
    const end = acks.get(e.no)?.shift();
    const number = numbers > 1 ? written(e.seq, e.upTo) : '';
    const own = { ...start, kind: 'ack', number, payload: -1 } as const;
    found.push(...rungsOf(own, end ? [end] : []));
  }
  return found;
}

/** The receiver takes it for another packet than it is. */
export const isMisread = ({ kind, place, payload }: Rung): boolean =>
  kind === 'data' && place >= 0 && place !== payload;

/** How far it has come at time t, 0 … 1; what is lost gets half way. */
export function progressAt({ from, to, fate }: Rung, t: Micros, usual: Micros): number {
  const length = fate === 'open' ? usual : to - from;
  const share = length > 0 ? Math.min(1, (t - from) / length) : 1;
  if (fate === 'lost') return share / 2;
  // What never arrives in this run stays under way.
  return fate === 'open' ? Math.min(0.9, share) : share;
}

/** A rung in words. */
export function rungText(rung: Rung, t: Micros): string {
  const { kind, number, payload, place, fate, rule, again } = rung;
  if (kind === 'ack') {
    const what = number ? `acknowledgement ${number}` : 'acknowledgement';
    if (rung.to > t) return `${what}, under way`;
    return `${what}, ${fate === 'lost' ? 'lost' : rule === 'old-ack' ? 'old, ignored' : 'heard'}`;
  }
  const what = `packet ${payload}${number ? `, number ${number}` : ''}${again ? ', again' : ''}`;
  if (rung.to > t) return `${what}: under way`;
  if (fate === 'lost') return `${what}: lost`;
  if (isMisread(rung)) return `${what}: taken for packet ${place}`;
  if (place < 0) return `${what}: an old one, thrown away`;
  return `${what}: ${rule === 'ahead' ? 'ahead of a gap' : 'delivered'}`;
}

/** Both windows at a moment, as far as the trace has been written. */
export interface Windows {
  readonly base: number;
  readonly next: number;
  readonly expects: number;
}

/** The windows over time, each valid until the next one. */
export function windowsOver(trace: Trace): { readonly at: Micros; readonly windows: Windows }[] {
  let windows: Windows = { base: 0, next: 0, expects: 0 };
  const found = [{ at: 0, windows }];
  for (const { at, name, data } of eventsOf(trace, 'window', 'expects')) {
    windows =
      name === 'window'
        ? { ...windows, base: data.base, next: data.next }
        : { ...windows, expects: data.next };
    found.push({ at, windows });
  }
  return found;
}

/** The rules that each end applied at its last event by time t: an acknowledgement can let several packets go. */
export function lastRules(trace: Trace, t: Micros): Set<string> {
  const last = new Map<number, { at: Micros; rules: string[] }>();
  for (const { at, node, data } of eventsOf(trace, 'rule')) {
    if (at > t) break;
    // "Nothing to send" ends every event of a sender and would tell nothing.
    if (data.rule === 'window-full') continue;
    const known = last.get(node);
    if (known?.at === at) known.rules.push(data.rule);
    else last.set(node, { at, rules: [data.rule] });
  }
  return new Set([...last.values()].flatMap(({ rules }) => rules));
}
