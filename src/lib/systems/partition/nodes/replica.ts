import { uniform, type Behaviour } from '../../../sim';
import { begin, freshDisk, freshMemory, prepare, startOver } from './boot';
import { OPEN_TO_OTHERS, stand } from './election';
import { machine, type ReplicaKind } from './kind';
import { handlersOf, protocols } from './protocol';

/**
 * One of several copies. What must be right is ordered by a leader and a majority (Raft: Ongaro and Ousterhout 2014);
 * what must be answered is decided here and told to the others later. Takes operations of the client at its site,
 * and from the other replicas votes, entries of the log and anti-entropy; sends the same, and answers. Its options plant
 * bugs: an answer before a majority holds the update, two votes in a term, an operation done twice, a merge that adds.
 */
export const replica: Behaviour<ReplicaKind> = {
  kind: 'replica',
  machine,
  volatile: freshMemory,
  durable: freshDisk,
  start(node, out, again) {
    if (!again) {
      node.durable.used = true;
      node.volatile.silence = OPEN_TO_OTHERS;
    }
    const { clockError, standsFirst } = node.options;
    const off = uniform(out.stream(`clock:${node.id}`)) * 2 - 1;
    node.volatile.clockOffset = Math.round(off * clockError);
    begin(node, out);
    if (!node.durable.used) startOver(node, out);
    if (!again && standsFirst && node.mode.role === 'follower') stand(node, out);
  },
  reconfigure(node, out) {
    prepare(node.durable, node.options);
    begin(node, out);
  },
  roles: {
    follower: handlersOf(protocols.follower),
    asking: handlersOf(protocols.asking),
    candidate: handlersOf(protocols.candidate),
    leader: handlersOf(protocols.leader),
    learner: handlersOf(protocols.learner),
    local: handlersOf(protocols.local),
  },
};
