import { counted, grouped as number, type GaugeKind } from '../../sim';
import { gauge } from '../drawn';
import type { Part } from './nodes/messages';

/** What the stage says of each node in words, the most important first. */
export const gauges = {
  refused: gauge.count('refused', {
    tag: 'fault',
    durable: true,
    text: (n) => (n === 0 ? '' : `${number(n)} refused`),
    says: (n) => `refused ${counted(n, 'connection')}: the bytes were not HTTP/2`,
  }),
  unknown: gauge.count('unanswered', {
    tag: 'fault',
    durable: true,
    text: (n) => (n === 0 ? '' : `${number(n)} unanswered`),
    says: (n) =>
      `${counted(n, 'call')} ended without an answer: whether the work was done is unknown`,
  }),
  held: gauge.count('held back', {
    tag: 'waiting',
    text: (n) => (n === 0 ? '' : `${number(n)} held back`),
    says: (n) => `${counted(n, 'message')} in its receive buffer, behind a lost packet`,
  }),
  read: gauge.count('calls', {
    durable: true,
    tag: (n) => (n === 0 ? 'waiting' : undefined),
    text: (n) => (n === 0 ? 'no calls' : n === 1 ? '1 call' : `${number(n)} calls`),
    says: (n) => (n === 0 ? 'has read no call yet' : `has read ${counted(n, 'call')}`),
  }),
  open: gauge.count('calls open', {
    text: (n) => (n === 0 ? '' : `${number(n)} open`),
    says: (n) => `${counted(n, 'call')} made and not yet answered`,
  }),
  connections: gauge.count('connections', {
    text: (n) => (n === 0 ? '' : counted(n, 'connection')),
    says: (n) => `has ${counted(n, 'connection')}`,
  }),
  done: gauge.count('jobs done', {
    durable: true,
    text: (n) => (n === 0 ? '' : `${number(n)} done`),
    says: (n) => `has done ${counted(n, 'job')}`,
  }),
} as const satisfies Record<string, GaugeKind>;

/** The calls that a packet completes: "#12", or "#12 +3". */
export function callsIn({ parts }: { readonly parts: readonly Part[] }): string {
  const items = parts.flatMap(({ ends }) => (ends ? [ends] : []));
  if (items.length === 0) return '';
  const [first] = items;
  const id = first.kind === 'call' ? first.id : first.answers;
  return items.length === 1 ? `#${id}` : `#${id} +${items.length - 1}`;
}

export const jobIn = ({ id }: { readonly id: number }): string => `#${id}`;
