import type { LooseBehaviour, LooseHandlers, NodeState } from '../../../sim';
import { encode } from './codec';
import type { Ask, Publish, Release } from './messages';
import { boot, install, releaseMachine, type Installed } from './release';
import type { Contract } from './schema';
import { truthOf } from './truth';

export interface WriterOptions {
  readonly contract: Contract;
  readonly queue: number;
  /** Its host does not take releases. */
  readonly stuck: boolean;
}

/** What it has on disk, and a count for the measures. */
export interface WriterDisk extends Installed {
  published: number;
  bytes: number;
}

export type Writer = NodeState<null, WriterDisk, WriterOptions>;

const machine = releaseMachine('writer', {
  old: 'writes the old field',
  both: 'writes the old field and the new one',
  new: 'writes the new field alone',
});

const handlers: LooseHandlers<null, WriterDisk, WriterOptions> = {
  message(node, message, from, out) {
    const { options: o, durable: disk } = node;
    if (message.type === 'release') {
      if (!o.stuck) install(node, message as Release, from, out);
    } else if (message.type === 'request') {
      const { id } = message as Ask;
      const bytes = encode(o.contract, disk.stage, truthOf(id));
      disk.published++;
      disk.bytes += bytes.length;
      out.send(o.queue, { type: 'publish', id, bytes } as Publish);
    }
  },
};

/** One instance of the Users service: it encodes what it knows by the schema of the release that it runs. */
export const writer: LooseBehaviour<null, WriterDisk, WriterOptions> = {
  kind: 'contract-writer',
  machine,
  volatile: () => null,
  durable: () => ({ stage: 'old', number: 0, published: 0, bytes: 0 }),
  start: boot,
  roles: { old: handlers, both: handlers, new: handlers },
};
