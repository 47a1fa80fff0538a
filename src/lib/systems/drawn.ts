import type { FactKind, GaugeKind, MessageKind } from '../sim';

const sent =
  (mark: MessageKind['mark']) =>
  (title: string, letter: string): Omit<MessageKind, 'label'> => ({ title, letter, mark });

/** Kinds of messages by what they are for: a title, and the letter on the pill. A `label` goes beside it. */
export const message = {
  request: sent('request'),
  reply: sent('reply'),
  error: sent('error'),
  event: sent('event'),
  ack: sent('ack'),
  heartbeat: sent('heartbeat'),
  vote: sent('vote'),
};

type More = Partial<Omit<GaugeKind, 'title' | 'mark'>>;

const level =
  (mark: GaugeKind['mark']) =>
  (title: string, more: More = {}): GaugeKind => ({ title, unit: '', mark, ...more });

/** Levels of nodes by how they are drawn; see `GaugeKind`. */
export const gauge = {
  stack: level('stack'),
  arc: level('arc'),
  number: level('number'),
  log: level('log'),
  committed: level('committed'),
  lane: level('lane'),
  hidden: level('hidden'),
  badge: level('badge'),
  count: level('count'),
  bar: level('bar'),
  countdown: level('countdown'),
};

const known =
  (mark: FactKind['mark']) =>
  (title: string, more: Omit<FactKind, 'title' | 'mark'>): FactKind => ({ title, mark, ...more });

/** What only the observer knows of a node, by how it is drawn. */
export const fact = {
  badge: known('badge'),
  count: known('count'),
  bar: known('bar'),
  countdown: known('countdown'),
};
