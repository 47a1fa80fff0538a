import type { Micros } from '../../../sim';
import type { Ack, Data } from '../protocol/protocol';

/** On the way, packets carry two things that no rule of the protocol reads. */
interface Carried {
  /** Which transmission it is, or answers: the same for both copies of a duplicated packet. For pictures. */
  readonly no: number;
  /** When it was sent by the sender's count of time, µs; an acknowledgement echoes it, as TCP's time stamps do. */
  readonly stamp: Micros;
}

export type DataPacket = Data & Carried;
export type AckPacket = Ack & Carried;
export type Packet = DataPacket | AckPacket;
