import type { Micros, Node, NodeRef, Out, Stream } from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import type { AckPacket, DataPacket, Packet } from './messages';

interface ChannelOptions {
  readonly sender: NodeRef;
  readonly receiver: NodeRef;
  /** Shares of packets, 0 … 1. */
  readonly loss: number;
  readonly duplication: number;
  /** Each copy takes up to this much longer, µs. */
  readonly reorder: Micros;
  readonly byHand: boolean;
}

export const machine = nodeMachine('window-channel', {
  carrying: well('passes packets on, as chance has it', { TAKE_OVER: 'held' }),
  held: waiting('holds every packet until it is told what to do with it', {
    LET_GO: 'carrying',
  }),
});

export interface ChannelKind {
  machine: typeof machine;
  volatile: {
    held: { data: DataPacket[]; ack: AckPacket[] };
    streams: Record<Packet['type'], Stream | null>;
    /** What the next one of its kind suffers. */
    doomed: Record<Packet['type'], boolean>;
  };
  durable: { lost: number; copied: number };
  options: ChannelOptions;
  takes: Packet;
  sends: Packet;
  timers: { carried: Packet };
  events: {
    lost: { no: number; type: Packet['type'] };
    copied: { no: number; type: Packet['type'] };
  };
  gauges: 'lost' | 'copied' | 'held';
}
export type Channel = Node<ChannelKind>;
export type ChannelOut = Out<ChannelKind>;
