import { bisector } from 'd3-array';
import { Fate, upperBound } from '../../sim';
import { lengthText } from '../format';
import { logTime, readRecord, type NodeIds } from '../log/text';
import type { Arrow } from './arrows';
import type { Reading } from './reading';
import type { Span } from './span';

/** An event in words: "1.234000 s: client-1 sends request → lb-1 #12". */
export function eventText({ trace }: Reading, record: number, nodes: NodeIds): string {
  const { at, node, what, text } = readRecord(trace, record, nodes);
  return `${logTime(at)} s: ${[node, what, text].filter((part) => part !== '').join(' ')}`;
}

/** A message in words, from its sending to its end. */
export function messageText(reading: Reading, { envelope, waits }: Arrow, nodes: NodeIds): string {
  const { trace, endRecord, sendRecord } = reading;
  const sent = eventText(reading, sendRecord[envelope], nodes);
  const flight = lengthText(trace.ended[envelope] - trace.sent[envelope]);
  if (trace.fate[envelope] === Fate.InFlight) return `${sent}; still under way at the end`;
  if (trace.fate[envelope] === Fate.Lost) {
    const why = trace.names[trace.name[endRecord[envelope]]];
    return `${sent}; lost ${flight} later: ${why}`;
  }
  return `${sent}; delivered ${flight} later${waits > 0 ? ', after waiting at a paused process' : ''}`;
}

/** The places in `events` of those in a span: the first, and the one after the last. */
export function eventsIn({ trace, events }: Reading, { from, to }: Span): [number, number] {
  const byTime = bisector((record: number) => trace.at[record]);
  return [byTime.left(events, from), byTime.right(events, to)];
}

/** The event after or before one (or, without one, after or before `t`), of the same process when `alone`. −1: none. */
export function neighbour(
  reading: Reading,
  record: number,
  t: number,
  direction: 1 | -1,
  alone = false,
): number {
  const { trace, events } = reading;
  const node = record < 0 ? -1 : trace.node[record];
  let i: number;
  if (record >= 0) i = upperBound(events, record) - (direction === 1 ? 0 : 2);
  else {
    const [, after] = eventsIn(reading, { from: t, to: t });
    i = direction === 1 ? after : after - 1;
  }
  for (; i >= 0 && i < events.length; i += direction) {
    if (!alone || record < 0 || trace.node[events[i]] === node) return events[i];
  }
  return -1;
}

/** The record that a cursor's message stands for: its sending. −1 without one. */
export function recordOf(
  { sendRecord, trace }: Reading,
  cursor: { readonly envelope?: number; readonly record?: number } | undefined,
): number {
  if (cursor?.record !== undefined)
    return cursor.record >= 0 && cursor.record < trace.kind.length ? cursor.record : -1;
  return cursor?.envelope === undefined ? -1 : (sendRecord[cursor.envelope] ?? -1);
}
