import type { Micros } from '../../sim';

export type BrokerKind = 'queue' | 'log';

export interface TopicOptions<Topic extends string = string> {
  readonly kind: BrokerKind;
  /** Of a log. */
  readonly partitions: number;
  /** A delivery that is not acknowledged for so long is repeated, µs. */
  readonly visibility: Micros;
  /** Deliveries after which a message goes to the topic `dead`; 0: never. */
  readonly maxAttempts: number;
  /** Where it goes then; `null` where nothing is given up. */
  readonly dead: Topic | null;
}

export interface QueueOptions<Topic extends string = string> {
  readonly topics: Readonly<Record<Topic, TopicOptions<Topic>>>;
}
