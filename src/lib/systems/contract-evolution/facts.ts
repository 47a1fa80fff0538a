import { counted, grouped, type GaugeKind, type Tag } from '../../sim';
import { gauge } from '../drawn';
import type { Delivery, Release } from './nodes/messages';
import { STAGES, type Stage } from './nodes/schema';

const FIELDS: Record<Stage, string> = {
  old: 'the old field',
  both: 'the old field and the new one',
  new: 'the new field alone',
};
/** Colours of the releases: what is changing, and what has changed. */
const TAGS: Partial<Record<Stage, Tag>> = { both: 'waiting', new: 'well' };

/** What a reader's fact says at each level of its gauge. */
const READS = ['', 'reads old', 'reads either', 'reads new'];

/** A stage as its gauge has it, from 1. */
const stageOf = (level: number): Stage => STAGES[level - 1];

/** What the stage says of each node in words, the most important first. */
export const gauges = {
  refused: gauge.count('refused', {
    tag: 'fault',
    durable: true,
    text: (n) => (n === 0 ? '' : `${grouped(n)} refused`),
    says: (n) => `has refused ${counted(n, 'message')}: it could not read what it needs`,
  }),
  stuck: gauge.badge('takes no release', {
    tag: 'fault',
    durable: true,
    says: () => 'does not install the releases it is sent',
  }),
  writes: gauge.badge('writes', {
    durable: true,
    tag: (level) => TAGS[stageOf(level)],
    text: (level) => (level === 0 ? '' : `writes ${stageOf(level)}`),
    says: (level) => `its release writes ${FIELDS[stageOf(level)]}`,
  }),
  reads: gauge.badge('reads', {
    durable: true,
    tag: (level) => TAGS[stageOf(level)],
    text: (level) => READS[level],
    says: (level) =>
      stageOf(level) === 'both'
        ? 'its release reads the old field or the new one, whichever is there'
        : `its release reads ${FIELDS[stageOf(level)]}`,
  }),
  ignored: gauge.count('ignored', {
    durable: true,
    text: (n) => (n === 0 ? '' : `${grouped(n)} ignored`),
    says: (n) =>
      `has read ${counted(n, 'message')} with a field it does not know, and ignored the field`,
  }),
  kept: gauge.count('kept', {
    durable: true,
    text: (n) => (n === 0 ? '' : `${grouped(n)} kept`),
    says: (n) =>
      `keeps ${counted(n, 'message')} to deliver again: one in seven of those within its retention`,
  }),
  step: gauge.badge('step', {
    durable: true,
    text: (n) => (n === 0 ? '' : `step ${n}`),
    says: (n) => `is carrying out step ${n} of the plan`,
  }),
  planDone: gauge.badge('plan done', {
    durable: true,
    tag: 'well',
    says: () => 'has carried out every step',
  }),
  /** A mark of its own for boxes too small for words: empty, half and full. */
  version: gauge.arc('release: old, both, new'),
  wait: {
    title: 'waits',
    unit: 'µs',
    mark: 'countdown',
    tag: 'waiting',
    says: () => 'waits until the queue no longer has messages from before the change',
  },
} as const satisfies Record<string, GaugeKind>;

export const userIn = ({ id }: { readonly id: number }): string => `#${id}`;

export const deliveryIn = ({ id, copy }: Delivery): string =>
  copy > 0 ? `#${id} again` : `#${id}`;

export const stageIn = ({ stage }: Release): string => stage;
