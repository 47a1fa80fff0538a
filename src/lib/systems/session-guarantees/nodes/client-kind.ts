import type { Instant, Micros, Node, NodeRefs, Out, Stream, TimerId } from '../../../sim';
import { nodeMachine, off, well } from '../../../nodes/machine';
import type { SessionSettings } from '../settings';
import type { Post, Read, Reply } from './messages';
import type { PostId, Position, Seen } from './seen';

export interface ClientOptions extends Pick<
  SessionSettings,
  'route' | 'token' | 'tokenAt' | 'behind'
> {
  /** The primary first. */
  readonly replicas: NodeRefs;
  readonly writesAnywhere: boolean;
  /** Its place among the clients, which also says what follower is its own. */
  readonly place: number;
  readonly steps: number;
  /** Time between steps, before the first one, and from a post to each look at it, µs. */
  readonly step: Micros;
  readonly offset: Micros;
  readonly gap: Micros;
  readonly ownShare: number;
  readonly ownReads: number;
  readonly timeout: Micros;
  readonly dropsToken: boolean;
}

export const machine = nodeMachine('session-client', {
  using: well('reads and posts, one after the other', { DONE: 'finished' }),
  finished: off('has taken all its steps'),
});

/** Something to be done; `left` looks at the own post come after it, and `null` where nothing does. */
export interface Task {
  readonly kind: 'read' | 'post' | 'reply';
  readonly own: boolean;
  readonly left: number | null;
}

/** A task that waits for its answer. */
export interface Open extends Task {
  readonly no: number;
  readonly since: Instant;
  readonly to: number;
  readonly wait: boolean;
  readonly timer: TimerId;
}

export interface Outcome {
  readonly no: number;
  /** The replica that answered, by its place. */
  readonly at: number;
  readonly own: boolean;
  readonly got:
    | { readonly kind: 'page'; readonly seen: Seen }
    | { readonly kind: 'posted'; readonly id: PostId };
}

export interface ClientKind {
  machine: typeof machine;
  volatile: {
    open: Open | null;
    queue: Task[];
    sticky: number;
    suspects: Map<number, Micros>;
    choices: Stream | null;
    routes: Stream | null;
  };
  durable: {
    steps: number;
    asked: number;
    answered: number;
    detours: number;
    moves: number;
    token: Position;
    /** The newest post that it has seen: what a reply answers. */
    newest: PostId;
    last: Outcome | null;
  };
  options: ClientOptions;
  takes: Reply;
  sends: Read | Post;
  timers: { step: undefined; look: number; silence: number };
  events: {
    asked: { no: number; kind: Task['kind']; at: number };
    saw: { no: number; at: number; seen: Seen };
    posted: { no: number; at: number; id: PostId };
    detour: { no: number; at: number };
    moved: { no: number; at: number };
    switched: { token: Position };
  };
  gauges: 'token';
  probes: 'read' | 'post';
}
export type Client = Node<ClientKind>;
export type ClientOut = Out<ClientKind>;
