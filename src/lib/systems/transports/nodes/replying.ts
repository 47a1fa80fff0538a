import type { Micros, NodeRef } from '../../../sim';
import { write, type EndpointOut } from './connection';
import type { Endpoint } from './endpoint';
import { framesOfReply, sizeOf, type Protocol } from './framing';
import type { Call } from './messages';

/** A call that was read from a connection, and where its answer goes. */
export interface Taken {
  readonly call: Call;
  readonly connection: number;
  /** By the clock of whoever read it. */
  readonly arrived: Micros;
  readonly read: Micros;
}

interface Replies {
  readonly options: { readonly protocol: Protocol; readonly payload: number };
  readonly volatile: { readonly endpoint: Endpoint };
}

/** Writes the answer to a call, if the connection that waits for it is still there. `by`: who did the work. */
export function reply(
  { options: o, volatile: v }: Replies,
  { call, connection, arrived, read }: Taken,
  ok: boolean,
  by: NodeRef,
  out: EndpointOut,
): void {
  const c = v.endpoint.connections.get(connection);
  if (!c) return;
  const { id: answers, stream } = call;
  const frames = framesOfReply(o.protocol, answers, ok ? o.payload : 0, !c.spoken);
  c.spoken = true;
  const bytes = sizeOf(frames);
  const times = { arrived, read, written: out.clock() };
  write(c, { kind: 'reply', answers, stream, ok, bytes, frames, ...times, by }, out);
}
