import type { MessageKind } from '../../sim';

export type MessageMark = MessageKind['mark'];

/** How a kind of message is drawn: its shape around (0, 0), and whether it is solid or an outline. */
interface MessageStyle {
  readonly path: string;
  readonly solid: boolean;
  /** A colour of tokens.css without its ending, such as "message". */
  readonly tone: 'message' | 'fault' | 'durable' | 'healthy' | 'unknown';
}

/** Shape, fill and letter each tell kinds apart without colour. About 22 × 18 px. */
export const MESSAGE_STYLES: Record<MessageMark, MessageStyle> = {
  request: {
    path: 'M-4,-8.5H4A8.5,8.5 0 0 1 4,8.5H-4A8.5,8.5 0 0 1 -4,-8.5Z',
    solid: true,
    tone: 'message',
  },
  reply: { path: 'M-10,-8H10V8H-10Z', solid: false, tone: 'message' },
  error: {
    path: 'M-4.2,-10H4.2L10,-4.2V4.2L4.2,10H-4.2L-10,4.2V-4.2Z',
    solid: true,
    tone: 'fault',
  },
  event: { path: 'M0,-12L12,0L0,12L-12,0Z', solid: true, tone: 'durable' },
  ack: { path: 'M-9.5,0A9.5,9.5 0 1 1 9.5,0A9.5,9.5 0 1 1 -9.5,0Z', solid: false, tone: 'healthy' },
  heartbeat: { path: 'M0,-11L9.5,-5.5V5.5L0,11L-9.5,5.5V-5.5Z', solid: false, tone: 'unknown' },
  vote: { path: 'M-10,-8.5H10V3L0,11.5L-10,3Z', solid: true, tone: 'durable' },
};

export const MESSAGE_MARKS = Object.keys(MESSAGE_STYLES) as MessageMark[];

/** The ✕ of a lost message. */
export const CROSS_PATH = 'M-5,-5L5,5M5,-5L-5,5';

/** How a type is drawn: its mark's place in `MESSAGE_MARKS`, and its letter. */
export interface TypeLook {
  readonly mark: number;
  readonly letter: string;
}

/** The look of each of a trace's names; those that are no message type look like an event with a question mark. */
export function looksOf(
  names: readonly string[],
  kinds: Readonly<Record<string, MessageKind>>,
): TypeLook[] {
  return names.map((name) => {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    return {
      mark: MESSAGE_MARKS.indexOf(kind?.mark ?? 'event'),
      letter: kind?.letter.slice(0, 2) ?? '?',
    };
  });
}
