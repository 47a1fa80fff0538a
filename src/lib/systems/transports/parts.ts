import { messageQueueOf } from '../../nodes/message-queue/message-queue';
import { many, one, perhaps, type NodeRef, type Placing, type Refs } from '../../sim';
import { lanesIn, type Settings } from './lanes';
import { backend } from './nodes/backend';
import { caller } from './nodes/caller';
import { layer4 } from './nodes/layer4';
import { layer7 } from './nodes/layer7';
import { producer } from './nodes/producer';
import { registry } from './nodes/registry';
import { worker, type JobDelivery, type Topic } from './nodes/worker';
import { workload } from './nodes/workload';

const CLIENTS = 3;
/** Backends that an operator may add to the registry's list. */
export const SPARES = 2;

const broker = messageQueueOf<Topic, JobDelivery>();

/** Each transport with a client and a server of its own; or clients and backends with a balancer between them. */
export function parts(s: Settings) {
  const isBalanced = s.balancing !== 'none';
  const has = (lane: string): boolean => !isBalanced && lanesIn(s).some((l) => l === lane);
  return {
    workload: one(workload),
    http1: perhaps(has('http1'), caller),
    http1Server: perhaps(has('http1'), backend),
    http2: perhaps(has('http2'), caller),
    http2Server: perhaps(has('http2'), backend),
    quic: perhaps(has('quic'), caller),
    quicServer: perhaps(has('quic'), backend),
    thrift: perhaps(has('thrift'), caller),
    thriftServer: perhaps(has('thrift'), backend),
    producer: perhaps(has('queue'), producer),
    broker: perhaps(has('queue'), broker),
    worker: perhaps(has('queue'), worker),
    clients: many(isBalanced ? CLIENTS : 0, caller),
    layer4: perhaps(s.balancing === 'layer-4', layer4),
    layer7: perhaps(s.balancing === 'layer-7', layer7),
    registry: perhaps(isBalanced, registry),
    backends: many(isBalanced ? s.backends + SPARES : 0, backend),
  };
}
export type Parts = ReturnType<typeof parts>;
export type At = Refs<Parts>;
export type Places<N extends keyof Parts> = Pick<Placing<Parts>, N>;
export type Placed<N extends keyof Parts> = ReturnType<Placing<Parts>[N]>;

export const listed = (...refs: (NodeRef | null)[]): NodeRef[] =>
  refs.filter((ref) => ref !== null);
/** A part that is only laid out where it is there. */
export function there(ref: NodeRef | null): NodeRef {
  if (ref === null) throw new Error('transports: an absent part was placed');
  return ref;
}
