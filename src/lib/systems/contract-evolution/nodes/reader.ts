import type { LooseBehaviour, LooseHandlers, NodeState, LooseOut } from '../../../sim';
import { decode, type Reading, type ReaderSpec } from './codec';
import type { Hand, Read, Reject, Release } from './messages';
import { boot, install, releaseMachine, type Installed } from './release';
import { walletNeeds, type Contract, type Stage } from './schema';

export interface ReaderOptions {
  readonly contract: Contract;
  /** A wallet uses all that it knows; surveys take the id and the name, and let the rest be. */
  readonly part: 'wallet' | 'surveys';
  readonly strict: boolean;
  readonly defaults: boolean;
}

/** What it has on disk, and counts for the measures. */
export interface ReaderDisk extends Installed {
  read: number;
  refused: number;
  /** Messages with fields that it did not know, and read all the same. */
  kept: number;
}

export type Reader = NodeState<{ last: Reading | null }, ReaderDisk, ReaderOptions>;

const machine = releaseMachine('reader', {
  old: 'reads the old field',
  both: 'accepts either',
  new: 'reads the new field; the old one is reserved',
});

/** How a reader with these options reads at a stage. */
export function specOf(
  { contract, part, strict, defaults }: ReaderOptions,
  stage: Stage,
): ReaderSpec {
  const selective = part === 'surveys';
  const needs = selective ? (['id', 'name'] as const) : walletNeeds(contract, stage);
  return { contract, stage, needs, selective, strict, defaults };
}

function read(node: Reader, { id, copy, bytes }: Hand, from: number, out: LooseOut): void {
  const { durable: disk, options } = node;
  const reading = decode(specOf(options, disk.stage), bytes);
  node.volatile.last = reading;
  if (reading.why !== null) {
    disk.refused++;
    out.gauge('refused', disk.refused);
    out.send(from, { type: 'reject', id, copy, why: reading.why } as Reject);
  } else {
    disk.read++;
    if (reading.unknown.length > 0) disk.kept++;
    out.send(from, { type: 'ack', id, copy } as Read);
  }
}

const handlers: LooseHandlers<{ last: Reading | null }, ReaderDisk, ReaderOptions> = {
  message(node, message, from, out) {
    if (message.type === 'release') install(node, message as Release, from, out);
    else if (message.type === 'deliver') read(node, message as Hand, from, out);
  },
};

/** A consumer of what Users publish: it decodes the bytes by the schema of the release that it runs. */
export const reader: LooseBehaviour<{ last: Reading | null }, ReaderDisk, ReaderOptions> = {
  kind: 'contract-reader',
  machine,
  volatile: () => ({ last: null }),
  durable: () => ({ stage: 'old', number: 0, read: 0, refused: 0, kept: 0 }),
  start: boot,
  roles: { old: handlers, both: handlers, new: handlers },
};
