import type { Behaviour, Handlers, Node, NodeRef, Out } from '../../../sim';
import { decode, type Reading, type ReaderSpec } from './codec';
import type { Ack, Delivery, Reject, Release, Released } from './messages';
import { boot, install, releaseMachine, type Installed, type ReleaseEvents } from './release';
import { walletNeeds, type Contract, type Stage } from './schema';

export interface ReaderOptions {
  readonly contract: Contract;
  /** A wallet uses all that it knows; surveys take the id and the name, and ignore the rest. */
  readonly part: 'wallet' | 'surveys';
  readonly strict: boolean;
  readonly defaults: boolean;
}

/** What it has on disk, and counts for the measures. */
interface ReaderDisk extends Installed {
  read: number;
  refused: number;
  /** Messages with fields that it did not know, and read all the same. */
  kept: number;
}

const machine = releaseMachine('reader', {
  old: 'reads the old field',
  both: 'accepts either',
  new: 'reads the new field; the old one is reserved',
});

interface ReaderKind {
  machine: typeof machine;
  /** What it made of the last message. */
  volatile: { last: Reading | null };
  durable: ReaderDisk;
  options: ReaderOptions;
  takes: Delivery | Release;
  sends: Ack | Reject | Released;
  events: ReleaseEvents;
  gauges: 'version' | 'reads' | 'refused' | 'ignored';
}
export type Reader = Node<ReaderKind>;

/** How a reader with these options reads at a stage. */
export function specOf(
  { contract, part, strict, defaults }: ReaderOptions,
  stage: Stage,
): ReaderSpec {
  const selective = part === 'surveys';
  const needs = selective ? (['id', 'name'] as const) : walletNeeds(contract, stage);
  return { contract, stage, needs, selective, strict, defaults };
}

function read(
  node: Reader,
  stage: Stage,
  { id, copy, bytes }: Delivery,
  from: NodeRef,
  out: Out<ReaderKind>,
): void {
  const { durable: disk, options } = node;
  const reading = decode(specOf(options, stage), bytes);
  node.volatile.last = reading;
  if (reading.why !== null) {
    disk.refused++;
    out.gauge('refused', disk.refused);
    out.send(from, { type: 'reject', id, copy, why: reading.why });
  } else {
    disk.read++;
    if (reading.unknown.length > 0) {
      disk.kept++;
      // Surveys ignores most fields by design.
      if (options.part === 'wallet') out.gauge('ignored', disk.kept);
    }
    out.send(from, { type: 'ack', id, copy });
  }
}

/** Each release has its own schema to read by. */
const reading = (stage: Stage): Handlers<ReaderKind> => ({
  message(node, message, from, out) {
    if (message.type === 'release') install(node, message, from, 'reads', out);
    else read(node, stage, message, from, out);
  },
});

/**
 * A consumer of what Users publish: it decodes the bytes by the schema of the release that it runs. Takes deliveries and
 * releases; acknowledges what it could read, and rejects the rest.
 */
export const reader: Behaviour<ReaderKind> = {
  kind: 'contract-reader',
  machine,
  volatile: () => ({ last: null }),
  durable: () => ({ stage: 'old', number: 0, read: 0, refused: 0, kept: 0 }),
  start: (node, out) => boot(node, 'reads', out),
  roles: { old: reading('old'), both: reading('both'), new: reading('new') },
};
