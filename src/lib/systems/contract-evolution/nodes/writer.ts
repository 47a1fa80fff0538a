import type { Behaviour, Handlers, NodeRef } from '../../../sim';
import { encode } from './codec';
import type { Ask, Publish, Release, Released } from './messages';
import { boot, install, releaseMachine, type Installed, type ReleaseEvents } from './release';
import type { Contract, Stage } from './schema';
import { truthOf } from './truth';

interface WriterOptions {
  readonly contract: Contract;
  readonly queue: NodeRef;
  /** Its host does not take releases. */
  readonly stuck: boolean;
}

/** What it has on disk, and counts for the measures. */
interface WriterDisk extends Installed {
  published: number;
  bytes: number;
}

const machine = releaseMachine('writer', {
  old: 'writes the old field',
  both: 'writes the old field and the new one',
  new: 'writes the new field alone',
});

interface WriterKind {
  machine: typeof machine;
  durable: WriterDisk;
  options: WriterOptions;
  takes: Ask | Release;
  sends: Publish | Released;
  events: ReleaseEvents;
  gauges: 'version' | 'writes' | 'stuck';
}

/** Each release has its own schema to write by. */
const writing = (stage: Stage): Handlers<WriterKind> => ({
  message(node, message, from, out) {
    const { options: o, durable: disk } = node;
    if (message.type === 'release') {
      if (o.stuck) out.gauge('stuck', 1);
      else install(node, message, from, 'writes', out);
      return;
    }
    const { id } = message;
    const bytes = encode(o.contract, stage, truthOf(id));
    disk.published++;
    disk.bytes += bytes.length;
    out.send(o.queue, { type: 'publish', id, bytes });
  },
});

/**
 * One instance of the Users service: it encodes what it knows by the schema of the release that it runs. Takes requests
 * and releases; sends what it publishes to a queue.
 */
export const writer: Behaviour<WriterKind> = {
  kind: 'contract-writer',
  machine,
  durable: () => ({ stage: 'old', number: 0, published: 0, bytes: 0 }),
  start: (node, out) => boot(node, 'writes', out),
  roles: { old: writing('old'), both: writing('both'), new: writing('new') },
};
