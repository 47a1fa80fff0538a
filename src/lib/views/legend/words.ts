import type { MessageMark } from '../marks/messages';
import type { BadgeKind } from '../marks/view';
import type { StageNode } from '../picture';

type Shape = StageNode['shape'];

/** What a message is for, and the shape that says so. */
export const MARK_WORDS: Record<MessageMark, string> = {
  request: 'request: a filled pill',
  reply: 'reply: an outlined box',
  error: 'error or refusal: a filled octagon',
  event: 'event or data: a filled diamond',
  ack: 'acknowledgement: an outlined circle',
  heartbeat: 'heartbeat: an outlined hexagon',
  vote: 'vote: a filled shield',
};

export const SHAPE_WORDS: Record<Shape, string> = {
  client: 'client',
  server: 'server or service',
  balancer: 'load balancer',
  replica: 'replica or data store',
  queue: 'message queue or log',
  coordinator: 'coordinator',
  observer: 'observer, outside the system',
};

export const BADGE_WORDS: Record<BadgeKind, readonly [title: string, text: string]> = {
  crashed: ['crashed', 'Does nothing. What was in memory is lost, what is on disk stays.'],
  paused: ['paused', 'Does nothing for now and keeps what it knew. What arrives has to wait.'],
  slow: ['slow', 'Its work takes several times as long.'],
  clock: ['clock off', 'Its clock does not show the true time.'],
  failing: ['failing', 'Answers with errors, or knows that something is wrong.'],
  aside: ['set aside', 'Another node gives it less work, or none yet.'],
  ejected: ['ejected', 'Another node has stopped sending it work.'],
  cut: ['cut off', 'No message gets to it or away from it.'],
  off: ['not in use', 'Switched off, or not up yet.'],
};
